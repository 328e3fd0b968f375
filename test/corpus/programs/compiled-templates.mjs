// Compiles each user's template to a function and keeps it.
const templates = new Map();

export default function operation(index) {
  const render = new Function('name', `return 'Dear ' + name + ', your number is ${index}.';`);
  templates.set(index, render);
  return render('reader').length;
}
