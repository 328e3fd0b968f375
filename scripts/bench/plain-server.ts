import { createServer } from 'node:http';
import { join } from 'node:path';
import { Piscina } from 'piscina';

/** What leaklab's own server is compared with: node:http and a pool, as one writes them by hand. */
const threads = Number(process.argv[2]);
const pool = new Piscina({
  filename: join(import.meta.dirname, 'plain-worker.js'),
  minThreads: threads,
  maxThreads: threads,
});

createServer(async (_, response) => {
  try {
    await pool.run(null);
    response.end('done\n');
  } catch {
    response.statusCode = 500;
    response.end();
  }
}).listen(0, '127.0.0.1');
