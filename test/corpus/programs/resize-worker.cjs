// A worker file as piscina takes it: computes the sizes of a picture.
module.exports = async ({ id, width }) => {
  const sizes = [1, 0.5, 0.25].map((scale) => ({ id, width: Math.round(width * scale) }));
  return sizes;
};
