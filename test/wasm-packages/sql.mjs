import initSqlJs from 'sql.js';

export const setup = () => initSqlJs();

function makeDatabase(SQL, index) {
  const database = new SQL.Database(); // made here
  database.run('create table items (id, name)');
  database.run('insert into items values (?, ?)', [index, `item ${index}`]);
  return database;
}

export function released(SQL, index) {
  makeDatabase(SQL, index).close();
}

export function forgotten(SQL, index) {
  makeDatabase(SQL, index);
}
