/**
 * Texts become part of the program: a table of `defineTexts` is left with one language, and each of its texts is an export of
 * a module of its own, so that the minifier puts it where it is read and drops what nobody reads.
 */
import { type ESTree, parseSync, type Plugin } from "vite";

type Node = ESTree.Node;
const CALL = "defineTexts";
const ASKED = /\?texts=(\w+)$/;

/** @param language that the program is built in */
export function oneLanguage(language: string): Plugin {
  const modules = new Map<string, string>();
  return {
    name: "latchstring:one-language",
    enforce: "post",
    resolveId: (id) => (ASKED.test(id) ? id : undefined),
    load: (id) => modules.get(id),
    transform(code, id) {
      if (ASKED.test(id) || !code.includes(`${CALL}({`)) return undefined;
      const { program } = parseSync(id.replace(/\?.*/, ".js"), code, { lang: "js" });
      let result = code;
      for (const statement of program.body.toReversed()) {
        const isExported = statement.type === "ExportNamedDeclaration";
        const declared = isExported ? statement.declaration : statement;
        if (declared?.type !== "VariableDeclaration") continue;
        const [one] = declared.declarations;
        if (one?.init?.type !== "CallExpression" || one.init.callee.type !== "Identifier") continue;
        if (one.init.callee.name !== CALL || one.id.type !== "Identifier") continue;
        const table = one.init.arguments[0]!;
        const { name } = one.id;
        const texts = propertiesOf(table).find(([key]) => key === language)![1];
        const own = `${id}?texts=${name}`;
        const exports = propertiesOf(texts).map(
          ([key, value], i) =>
            `const t${i} = ${code.slice(value.start, value.end)};\nexport { t${i} as ${JSON.stringify(key)} };`,
        );
        const said = code.slice(texts.start, texts.end);
        // What its functions call: of that alone, where it is loaded from.
        const needed = program.body.filter(
          (node) =>
            node.type === "ImportDeclaration" &&
            node.source.value !== "preact" && // put into every file
            node.specifiers.some(({ local }) => new RegExp(`\\b${local.name}\\b`).test(said)),
        );
        modules.set(own, [...needed.map((node) => code.slice(node.start, node.end)), ...exports].join("\n"));
        const put = `import * as ${name} from ${JSON.stringify(own)};${isExported ? `\nexport { ${name} };` : ""}`;
        result = result.slice(0, statement.start) + put + result.slice(statement.end);
      }
      return { code: result, map: null };
    },
  };
}

/** Names and values of a literal object. */
function propertiesOf(object: Node): [name: string, value: Node][] {
  if (object.type !== "ObjectExpression") throw new Error("Texts are a literal table");
  return object.properties.map((property) => {
    if (property.type !== "Property" || property.computed) throw new Error("Texts have literal names");
    const { key } = property;
    const name = key.type === "Identifier" ? key.name : key.type === "Literal" ? String(key.value) : "";
    return [name, property.value];
  });
}
