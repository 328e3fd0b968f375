/**
 * Imported before the compiler, which reads this once: each file is compiled by a process that ends
 * with it (some 10 ms), rather than by a thread that has to be started (some 100 ms) and that would
 * stay beside the subject.
 */
process.env.ESBUILD_WORKER_THREADS = '0';
