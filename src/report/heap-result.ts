import { z } from 'zod';

/**
 * What `leaklab heap --json` prints. Versioned: fields are added, never changed or removed, while the
 * number stays. A value that is not known is null, never left out.
 */
export const HEAP_SCHEMA = 'leaklab.heap/1';

const objectSchema = z.object({
  /** V8's number of the object, the same in each snapshot of one process. */
  id: z.number(),
  class: z.string(),
  /** A string's text, a function's name; cut, and with control characters escaped. */
  text: z.string().nullable(),
  bytes: z.number(),
  retainedBytes: z.number(),
});

const edgeSchema = z.object({ type: z.string(), name: z.string() });

/** Lines and columns count from 1. */
const placeSchema = z.object({
  function: z.string().nullable(),
  file: z.string(),
  line: z.number().nullable(),
  column: z.number().nullable(),
});

/** What an object is to the program, where V8 names it otherwise. */
const roleSchema = z.discriminatedUnion('kind', [
  /** The outermost scope of a module, the file of which is the step's place. */
  z.object({ kind: z.literal('module scope') }),
  /** The value of a variable that a module exports. */
  z.object({ kind: z.literal('export'), name: z.string(), file: z.string().nullable() }),
  /** A value in a Map. */
  z.object({ kind: z.literal('entry'), key: z.string() }),
]);

const stepSchema = z.object({
  /** Null of the root. */
  edge: edgeSchema.nullable(),
  object: objectSchema,
  /** Where a function, a scope or a module is. */
  place: placeSchema.nullable(),
  role: roleSchema.nullable(),
});

const pathSchema = z.array(stepSchema);

/** A name of `*` stands for any index, or any key of an object used as a dictionary. */
const groupPathSchema = z.array(stepSchema.extend({ isRepeated: z.boolean() }));

/** Of the largest object of a group, a function of the program that is its property, as a timer's is. */
const callbackSchema = z.object({ property: z.string(), place: placeSchema }).nullable();

const heldSchema = z.object({
  object: objectSchema,
  /** From the root on; empty where no strong edge leads to it. */
  path: pathSchema,
});

const classSchema = z.object({
  name: z.string(),
  count: z.number(),
  bytes: z.number(),
  retainedBytes: z.number(),
});

export const heapSummarySchema = z.object({
  objects: z.number(),
  edges: z.number(),
  bytes: z.number(),
  unreached: z.object({ objects: z.number(), bytes: z.number() }),
  classCount: z.number(),
  classes: z.array(classSchema),
  retainers: z.array(heldSchema),
  duplicateStrings: z.object({
    wastedBytes: z.number(),
    texts: z.number(),
    top: z.array(
      z.object({
        text: z.string(),
        count: z.number(),
        bytes: z.number(),
        wastedBytes: z.number(),
      }),
    ),
  }),
  collections: z.array(
    heldSchema.extend({
      kind: z.enum(['Map', 'Set', 'Array', 'object']),
      /** At least so many: a snapshot doesn't show numbers. */
      entries: z.number().nullable(),
      capacity: z.number().nullable(),
      tableBytes: z.number(),
      unusedBytes: z.number().nullable(),
    }),
  ),
  contexts: z.array(
    heldSchema.extend({
      variables: z.array(z.object({ name: z.string(), object: objectSchema })),
      /** A few of them. Lines and columns count from 1. */
      closures: z.array(
        z.object({
          name: z.string(),
          file: z.string().nullable(),
          line: z.number().nullable(),
          column: z.number().nullable(),
        }),
      ),
      closureCount: z.number(),
    }),
  ),
  detached: z
    .object({ count: z.number(), bytes: z.number(), largest: z.array(heldSchema) })
    .nullable(),
});

export const heapGrowthSchema = z.object({
  objects: z.number(),
  bytes: z.number(),
  groupCount: z.number(),
  groups: z.array(
    z.object({
      path: groupPathSchema,
      count: z.number(),
      classes: z.array(
        z.object({ name: z.string(), count: z.number(), retainedBytes: z.number() }),
      ),
      objects: z.number(),
      bytes: z.number(),
      freedBytes: z.number(),
      largest: objectSchema,
      callback: callbackSchema,
    }),
  ),
  /** Of the objects of the first snapshot, the share that is in the second, too. */
  sharedWithBefore: z.number(),
});

export const heapClassSchema = classSchema.extend({
  holderCount: z.number(),
  holders: z.array(
    z.object({
      path: groupPathSchema,
      count: z.number(),
      bytes: z.number(),
      retainedBytes: z.number(),
      largest: objectSchema,
      callback: callbackSchema,
    }),
  ),
  objects: z.array(heldSchema),
});

export const heapReportSchema = z.object({
  schema: z.literal(HEAP_SCHEMA),
  tool: z.object({ version: z.string(), node: z.string(), platform: z.string() }),
  /** In the order in which they were taken; `examined` is the one that the sizes are of. */
  snapshots: z.array(z.object({ path: z.string(), examined: z.boolean() })),
  /** Of these, the one that was asked for. */
  summary: heapSummarySchema.nullable(),
  growth: heapGrowthSchema.nullable(),
  object: heldSchema.nullable(),
  class: heapClassSchema.nullable(),
});

/** What renderers are given is not theirs to change. */
type Fixed<Value> = Value extends readonly (infer Item)[]
  ? readonly Fixed<Item>[]
  : Value extends object
    ? { readonly [Key in keyof Value]: Fixed<Value[Key]> }
    : Value;

export type HeapReport = Fixed<z.infer<typeof heapReportSchema>>;
export type HeapReportSummary = Fixed<z.infer<typeof heapSummarySchema>>;
export type HeapReportGrowth = Fixed<z.infer<typeof heapGrowthSchema>>;
export type HeapReportClass = Fixed<z.infer<typeof heapClassSchema>>;
export type HeapReportHeld = Fixed<z.infer<typeof heldSchema>>;
export type HeapReportObject = Fixed<z.infer<typeof objectSchema>>;
export type HeapReportStep = Fixed<z.infer<typeof stepSchema>> & { readonly isRepeated?: boolean };
