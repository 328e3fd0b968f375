import { watchListening } from '../../src/agent/watch-listening.ts';

/** Preloaded into a server: prints the port on which it listens. */
watchListening(({ port }) => console.log(`port ${port}`));
