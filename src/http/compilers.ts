/** Compiles schemas when they are first used (lazy compilation): most of what a server can do it is never asked for. */
import AjvCompiler, { type BuildCompilerFromPool } from "@fastify/ajv-compiler";
import SerializerSelector, { type SerializerFactory } from "@fastify/fast-json-stringify-compiler";
import { setImmediate as turn } from "node:timers/promises";

type Validator = ReturnType<ReturnType<BuildCompilerFromPool>>;

const buildValidator: BuildCompilerFromPool = (...given) => {
  const compile = AjvCompiler()(...given);
  return (...route) => {
    let compiled: Validator | undefined;
    const validate = (data: unknown) => {
      const answer = (compiled ??= compile(...route))(data);
      // Fastify reads them here.
      validate.errors = compiled.errors;
      return answer;
    };
    validate.errors = undefined as Validator["errors"];
    return validate as Validator;
  };
};

const buildSerializer: SerializerFactory = (...given) => {
  const compile = SerializerSelector()(...given);
  return (route) => {
    let compiled: ReturnType<typeof compile> | undefined;
    return (data) => (compiled ??= compile(route))(data);
  };
};

/** What Fastify makes its validators and serializers with. */
export const COMPILERS = { buildValidator, buildSerializer };

/** With what most of the program's schemas are made of, a little at a time. */
const USUAL: readonly object[] = [
  { type: "object", required: ["a"], properties: { a: { type: "string", maxLength: 1 } } },
  {
    type: "object",
    additionalProperties: false,
    required: ["a"],
    properties: { a: { type: "string", pattern: "a" }, b: { type: "integer", minimum: 0 } },
  },
  { type: "object", properties: { a: { type: "array", items: { anyOf: [{ type: "string" }, { type: "null" }] } } } },
];

/**
 * The compilers are code themselves, which the first request would wait for: they are tried on small schemas, one
 * in each turn, so that whoever asks meanwhile waits for one of them at most.
 */
export function warmCompilers(): Promise<void> {
  return (warm ??= compileUsual());
}

/** Of all servers of a process. */
let warm: Promise<void> | undefined;

async function compileUsual(): Promise<void> {
  const validator = AjvCompiler()({}, { customOptions: { allErrors: true, meta: false, validateSchema: false } });
  const serializer = SerializerSelector()({}, {});
  for (const schema of USUAL) {
    await turn();
    validator({ schema, method: "GET", url: "/" });
    await turn();
    serializer({ schema, method: "GET", url: "/", httpStatus: "200" });
  }
}
