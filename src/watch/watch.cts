import type watch = require('./watch.ts');

/** For `require('leaklab/watch')`: what memwatch's users expect is the emitter itself. */
export = load().default;

function load(): typeof watch {
  try {
    return require('./watch.js');
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code !== 'ERR_REQUIRE_ESM') throw thrown;
    throw new Error(
      `Node.js ${process.version} can't load leaklab/watch by require. Expected 20.19, or 22.12 or later; here, import it (await import('leaklab/watch')), or start with node --import leaklab/watch.`,
    );
  }
}
