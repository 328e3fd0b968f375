// Reloads its settings by deleting them from require's cache; the list of children keeps each copy.
const path = require('node:path');

const file = path.join(__dirname, '../parts/settings.cjs');

module.exports = function operation() {
  delete require.cache[require.resolve(file)];
  return require(file).name;
};
