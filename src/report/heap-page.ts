import { createHash } from 'node:crypto';
import type { Palette } from './chart-palette.ts';
import { DARK, LIGHT } from './chart-palette.ts';
import * as format from './format.ts';
import { HEAP_PAGE_SCRIPT } from './heap-page-script.ts';
import type { HeapReport } from './heap-result.ts';
import type { HeapCell, HeapTable } from './heap-tables.ts';
import { heapTables } from './heap-tables.ts';
import { escapeXml } from './svg.ts';

/**
 * One page without anything from elsewhere. Names and texts come from a heap that may have been made
 * to do harm: all are escaped, and no script runs but the one whose hash the policy names.
 */
export function heapPage(report: HeapReport): string {
  const names = report.snapshots.map(({ path }) => path);
  const title = `Heap of ${names.join(' → ')}`;
  const tables = heapTables(report);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src '${hashOf(HEAP_PAGE_SCRIPT)}'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escapeXml(title)}</title>
<style>${CSS}</style>
</head>
<body>
<header>
<h1>${escapeXml(title)}</h1>
<p>${escapeXml(headline(report))}</p>
<form role="search">
<label for="search">Search</label>
<input id="search" type="search" autocomplete="off" spellcheck="false">
<output for="search" id="found" aria-live="polite"></output>
</form>
</header>
<main>
${tables.map(tableHtml).join('\n')}
</main>
<footer><p>leaklab ${escapeXml(report.tool.version)}. Retained: what would be freed with the object. Paths begin at a root.</p></footer>
<script>${HEAP_PAGE_SCRIPT}</script>
</body>
</html>
`;
}

function headline({ summary, growth, object, class: members }: HeapReport): string {
  if (summary !== null) {
    const { objects, bytes, unreached } = summary;
    const rest =
      unreached.objects === 0
        ? ''
        : `; ${unreached.objects.toLocaleString('en-US')} of them, ${format.bytes(unreached.bytes)}, are held by nothing that the snapshot shows`;
    return `${format.bytes(bytes)} in ${objects.toLocaleString('en-US')} objects${rest}.`;
  }
  if (growth !== null) {
    return `${growth.objects.toLocaleString('en-US')} new objects, ${format.bytes(growth.bytes)}.`;
  }
  if (members !== null) {
    return `${members.name}: ${members.count.toLocaleString('en-US')} objects that retain ${format.bytes(members.retainedBytes)}.`;
  }
  return object === null ? '' : `It retains ${format.bytes(object.object.retainedBytes)}.`;
}

function tableHtml({ title, note, columns, rows }: HeapTable, index: number): string {
  const head = columns
    .map(
      ({ title, isNumber }) =>
        `<th scope="col"${isNumber ? ' class="number"' : ''}><button type="button">${escapeXml(title)}</button></th>`,
    )
    .join('');
  const body = rows
    .map((row) => `<tr>${row.map((cell, i) => cellHtml(cell, columns[i]!.isNumber)).join('')}</tr>`)
    .join('\n');
  return `<section aria-labelledby="t${index}">
<h2 id="t${index}">${escapeXml(title)}</h2>
<p>${escapeXml(note)}</p>
<div class="scroll" role="region" aria-labelledby="t${index}" tabindex="0">
<table aria-labelledby="t${index}">
<thead><tr>${head}</tr></thead>
<tbody>
${body}
</tbody>
</table>
</div>
</section>`;
}

function cellHtml({ text, value, detail }: HeapCell, isNumber: boolean): string {
  const more = detail === null ? '' : `<small>${escapeXml(detail)}</small>`;
  return isNumber
    ? `<td class="number" data-value="${value ?? ''}">${escapeXml(text)}</td>`
    : `<td><bdi>${escapeXml(text)}</bdi>${more}</td>`;
}

const hashOf = (script: string): string =>
  `sha256-${createHash('sha256').update(script).digest('base64')}`;

const colours = ({ background, text, muted, axis, grid, series }: Palette): string =>
  `--background:${background};--text:${text};--muted:${muted};--axis:${axis};--grid:${grid};--accent:${series[1]}`;

const CSS = `
:root{${colours(LIGHT)}}
@media(prefers-color-scheme:dark){:root{${colours(DARK)}}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:75rem;padding:1.5rem 1rem;background:var(--background);color:var(--text);font:15px/1.45 system-ui,sans-serif}
h1{font-size:1.3rem;margin:0 0 .3rem;overflow-wrap:anywhere}
h2{font-size:1.05rem;margin:2rem 0 0}
p{margin:.1rem 0 .6rem;color:var(--muted)}
form{position:sticky;top:0;display:flex;gap:.6rem;align-items:center}
header form{margin-top:.6rem}
input{flex:0 1 24rem;font:inherit;padding:.35rem .6rem;color:inherit;background:var(--background);border:1px solid var(--axis);border-radius:6px}
output{color:var(--muted)}
.scroll{overflow-x:auto;border:1px solid var(--grid);border-radius:8px}
table{border-collapse:collapse;width:100%;font-size:.9rem}
th,td{padding:.35rem .7rem;text-align:left;vertical-align:top;border-bottom:1px solid var(--grid)}
tr:last-child td{border-bottom:0}
td{overflow-wrap:anywhere;min-width:9rem}
.number{text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums;min-width:5.5rem}
small{display:block;color:var(--muted);font-size:.82rem}
th button{font:inherit;font-weight:600;color:inherit;background:none;border:0;padding:0;cursor:pointer}
th button::before,th button::after{display:inline-block;width:1em;text-align:center;font-size:.7em}
th:not(.number) button::after,.number button::before{content:""}
th:not(.number)[aria-sort=ascending] button::after,.number[aria-sort=ascending] button::before{content:"▲"}
th:not(.number)[aria-sort=descending] button::after,.number[aria-sort=descending] button::before{content:"▼"}
:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
footer{margin-top:2rem;font-size:.85rem}
`;
