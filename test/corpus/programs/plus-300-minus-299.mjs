// Even operations push 300 jobs, odd ones take 299 of them.
const jobs = [];

export default function operation(index) {
  if (index % 2 === 0) for (let nth = 0; nth < 300; nth++) jobs.push({ index, nth });
  else jobs.length -= 299;
}
