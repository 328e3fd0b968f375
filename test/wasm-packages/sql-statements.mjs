import initSqlJs from 'sql.js';

export async function setup() {
  const database = new (await initSqlJs()).Database();
  database.run('create table items (id, name)');
  database.run("insert into items values (1, 'one'), (2, 'two')");
  return database;
}

export function released(database) {
  const statement = database.prepare('select * from items where id = ?');
  statement.getAsObject([1]);
  statement.free();
}

export function forgotten(database, index) {
  // sql.js keeps what it has prepared by the database, and frees it with that.
  const statement = database.prepare('select * from items where id = ?'); // made here
  statement.getAsObject([1 + (index % 2)]);
}

/** One database, used again and again. */
export function used(database, index) {
  database.exec('select count(*), max(name) from items where id <= ?', [index % 3]);
}
