import loaded = require('./watch.ts');

/** For `require('leaklab/watch')`: what memwatch's users expect is the emitter itself. */
export = loaded.default;
