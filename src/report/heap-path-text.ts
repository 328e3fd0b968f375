import type { HeapReportObject, HeapReportStep } from './heap-result.ts';

/** The class, and what else names the object: `Map`, `(string) "abc"`, `function put`. */
export function objectName({ class: name, text }: HeapReportObject): string {
  if (text === null) return name;
  if (name === '(closure)') return `function ${text}`;
  return name.includes('string') ? `${name} "${text}"` : `${name} ${text}`;
}

/** How an edge is written before what it leads to: `cache`, `[3]`, `variable total`, `<table>`. */
export function edgeName({ edge }: HeapReportStep): string {
  if (edge === null) return '';
  switch (edge.type) {
    case 'property':
      return edge.name;
    case 'element':
      return `[${edge.name}]`;
    case 'context':
      return `variable ${edge.name}`;
    case 'weak':
      return `weak <${edge.name}>`;
    default:
      // V8's own: a number is a place in a table, or of no meaning.
      return /^(\d+|\*)$/.test(edge.name) ? `<${ANY}>` : `<${edge.name}>`;
  }
}

const ANY = '*';

/** "cache: Map": a step of a path, in a word or two. */
export function stepText(step: HeapReportStep): string {
  const edge = edgeName(step);
  const name = objectName(step.object);
  const repeated = step.isRepeated === true ? ' …' : '';
  return `${edge === '' || edge === `<${ANY}>` ? name : `${edge}: ${name}`}${repeated}`;
}

/** The whole path in a line. */
export function pathText(path: readonly HeapReportStep[]): string {
  return path.length === 0 ? 'no strong path from a root' : pathSteps(path).join(' → ');
}

/** Each step in words; the root itself says nothing, nor do the places of what it leads to. */
export function pathSteps(path: readonly HeapReportStep[]): string[] {
  if (path.length === 1) return path.map(stepText);
  const ofRoots = path[1]?.object.class === '(GC roots)' ? 2 : 1;
  return path.slice(1).map((step, i) => stepText(i < ofRoots ? { ...step, edge: null } : step));
}
