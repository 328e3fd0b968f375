import type { HeapProfiler, Profiler, Runtime } from 'node:inspector';
import { Session } from 'node:inspector';
import type { AllocationNode, AllocationProfile, FunctionCount, ScriptSource } from './protocol.ts';

export interface AllocationWatch {
  /** Of what was allocated since, and is still there after the last collection. */
  profile(urls: readonly string[]): AllocationProfile;
  /** Of promises, by V8's numbers of them in a snapshot; false of what has gone. */
  arePending(ids: readonly number[]): boolean[];
  countCalls(): void;
  calls(): FunctionCount[];
  /** Nothing is sampled any more, and V8 forgets the numbers that it gave to objects. */
  end(): void;
}

const GROUP = 'leaklab';

/** Samples the allocations of this thread, one in so many bytes on average. */
export function watchAllocations(intervalBytes: number): AllocationWatch {
  const session = new Session();
  session.connect();
  const post = <Result>(method: string, parameters?: object): Result => {
    // The answer comes before `post` returns: the session belongs to the same thread. What is thrown
    // within would become a warning of the subject's process.
    let answer: Result | undefined;
    let refusal: Error | null = null;
    session.post(method, parameters, (error, result) => {
      refusal = error;
      answer = result as Result;
    });
    if (refusal !== null) throw new Error(`${method}: ${(refusal as Error).message}`);
    return answer as Result;
  };
  post('HeapProfiler.enable');
  post('HeapProfiler.startSampling', { samplingInterval: intervalBytes });

  return {
    profile(urls) {
      const { profile } = post<HeapProfiler.GetSamplingProfileReturnType>(
        'HeapProfiler.getSamplingProfile',
      );
      const root = nodeOf(profile.head);
      return { root, sources: sourcesOf(session, post, scriptsOf(root), urls) };
    },
    arePending(ids) {
      return ids.map((id) => {
        try {
          const { result } = post<HeapProfiler.GetObjectByHeapObjectIdReturnType>(
            'HeapProfiler.getObjectByHeapObjectId',
            { objectId: String(id), objectGroup: GROUP },
          );
          const { internalProperties = [] } = post<Runtime.GetPropertiesReturnType>(
            'Runtime.getProperties',
            { objectId: result.objectId, ownProperties: true },
          );
          return internalProperties.some(
            ({ name, value }) => name === '[[PromiseState]]' && value?.value === 'pending',
          );
        } catch {
          return false;
        } finally {
          post('Runtime.releaseObjectGroup', { objectGroup: GROUP });
        }
      });
    },
    countCalls() {
      post('Profiler.enable');
      post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
    },
    calls() {
      const { result } = post<Profiler.TakePreciseCoverageReturnType>(
        'Profiler.takePreciseCoverage',
      );
      post('Profiler.stopPreciseCoverage');
      return result.flatMap(({ url, functions }) =>
        functions.flatMap(({ functionName, ranges }) => {
          const [range, ...blocks] = ranges;
          if (range === undefined) return [];
          const { startOffset: start, endOffset: end, count } = range;
          const unreached = blocks
            .filter((block) => block.count === 0)
            .map((block) => ({ start: block.startOffset, end: block.endOffset }));
          return [{ url, function: functionName, start, end, count, unreached }];
        }),
      );
    },
    end() {
      post('HeapProfiler.stopSampling');
      post('HeapProfiler.disable');
      session.disconnect();
    },
  };
}

function nodeOf({
  callFrame,
  selfSize,
  children,
}: HeapProfiler.SamplingHeapProfileNode): AllocationNode {
  return {
    function: callFrame.functionName,
    script: callFrame.scriptId,
    url: callFrame.url,
    line: callFrame.lineNumber + 1,
    column: callFrame.columnNumber + 1,
    bytes: selfSize,
    children: children.map(nodeOf),
  };
}

function scriptsOf(node: AllocationNode, scripts = new Set<string>()): Set<string> {
  if (node.url !== '') scripts.add(node.script);
  for (const child of node.children) scriptsOf(child, scripts);
  return scripts;
}

function sourcesOf(
  session: Session,
  post: <Result>(method: string, parameters?: object) => Result,
  wanted: ReadonlySet<string>,
  urls: readonly string[],
): ScriptSource[] {
  const scripts: { scriptId: string; url: string; sourceMapURL?: string | undefined }[] = [];
  session.on('Debugger.scriptParsed', ({ params }) => {
    if (wanted.has(params.scriptId) || urls.includes(params.url)) scripts.push(params);
  });
  // Tells of all scripts that there are, at once.
  post('Debugger.enable');
  const sources = scripts.map(({ scriptId, url, sourceMapURL = '' }) => ({
    script: scriptId,
    url,
    text: post<{ scriptSource: string }>('Debugger.getScriptSource', { scriptId }).scriptSource,
    sourceMap: sourceMapURL,
  }));
  post('Debugger.disable');
  return sources;
}
