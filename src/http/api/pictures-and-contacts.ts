/** What brands and arrivals have in common: whom to ask, and pictures as bodies. */
import type { FastifyError } from "fastify";
import Type from "typebox";
import { MAX } from "../../presentation/fields.ts";
import { MAX_GIVEN_BYTES, PictureError, type PictureLimits, readPicture } from "../../presentation/picture.ts";
import type { Picture } from "../../presentation/presentation.ts";
import { HttpError, invalidField, sendError } from "../answers/errors.ts";
import type { App } from "../app.ts";
import { orNull } from "../schemas.ts";

const text = (maxLength: number, description: string, example: string) =>
  Type.Optional(orNull(Type.String({ minLength: 1, maxLength, description, examples: [example] })));

const ContactFields = Type.Object(
  {
    name: text(MAX.name, "Who answers", "Eleni"),
    phone: text(MAX.phone, "As it is dialled", "+30 210 1234567"),
    email: text(MAX.email, "An address", "eleni@seaside.example"),
  },
  {
    additionalProperties: false,
    title: "Contact",
    description: "Whom a guest asks; a phone or an email is needed",
    examples: [{ name: "Eleni", phone: "+30 210 1234567", email: null }],
  },
);

/** What is left out is null. */
export const Contact = orNull(ContactFields);

export const PictureState = orNull(
  Type.String({ description: "Changes with the picture; null where there is none", examples: ["Vq3fJ2mX9sLk0aPz"] }),
);

const TYPES = ["image/png", "image/jpeg", "image/webp"];
export function pictureBody() {
  const schema = Type.Unsafe<Buffer>({ description: "The picture's bytes", examples: ["(the picture's bytes)"] });
  return { content: Object.fromEntries(TYPES.map((type) => [type, { schema }])) };
}

export function pictureAnswer() {
  return { description: "The picture", ...pictureBody() };
}

/** Pictures that one kind of routes takes at once: each is in memory whole. */
const MAX_AT_ONCE = 4;

/** Routes whose bodies are pictures, in a scope of their own. */
export function pictureRoutes(app: App, routes: (scope: App, options: { bodyLimit: number }) => unknown): void {
  void app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.setErrorHandler((error: FastifyError, request, reply) => sendError(request, reply, bodyError(error)));
    let taken = 0;
    scope.addHook("onRequest", async (_request, reply) => {
      if (taken >= MAX_AT_ONCE) throw new HttpError(503, "Too many pictures at once", undefined, { retryAfter: 5 });
      taken++;
      reply.raw.once("close", () => taken--);
    });
    scope.addContentTypeParser(TYPES, { parseAs: "buffer" }, (_request, body, done) => done(null, body));
    routes(scope as App, { bodyLimit: MAX_GIVEN_BYTES });
  });
}

/** What is said of a body elsewhere is of JSON. */
function bodyError(error: FastifyError): Error {
  if (error.code === "FST_ERR_CTP_INVALID_MEDIA_TYPE")
    return new HttpError(415, `Send the picture as ${TYPES.join(", ")}`);
  if (error.code === "FST_ERR_CTP_BODY_TOO_LARGE")
    return new HttpError(413, `The picture is larger than ${MAX_GIVEN_BYTES / 2 ** 20} MiB`);
  return error;
}

/** @throws HttpError 400 that says what is wrong with it */
export async function takePicture(body: unknown, limits: PictureLimits): Promise<Picture> {
  if (!Buffer.isBuffer(body) || body.length === 0) throw invalidField("body", "must be a picture");
  try {
    return await readPicture(body, limits);
  } catch (error) {
    if (error instanceof PictureError) throw invalidField("body", error.message);
    throw error;
  }
}
