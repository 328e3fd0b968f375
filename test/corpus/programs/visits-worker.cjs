// A worker file as piscina takes it: counts visits by an id that is new each time.
const visits = Object.create(null);

module.exports = ({ id, page }) => {
  const key = `visitor ${id}`;
  visits[key] = { page, count: (visits[key]?.count ?? 0) + 1 };
  return visits[key].count;
};
