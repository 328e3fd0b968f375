// Reads pages from an asynchronous generator.
async function* pages(count) {
  for (let page = 0; page < count; page++) yield { page, rows: [page, page + 1] };
}

export default async function operation(index) {
  let rows = 0;
  for await (const page of pages(1 + (index % 5))) rows += page.rows.length;
  return rows;
}
