exports.name = 'settings';
exports.limits = { requests: 100, seconds: 60 };
