/** Compiles schemas when they are first used (lazy compilation): most of what a server can do it is never asked for. */
import AjvCompiler, { type BuildCompilerFromPool } from "@fastify/ajv-compiler";
import SerializerSelector, { type SerializerFactory } from "@fastify/fast-json-stringify-compiler";

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
