import Type from "typebox";

export const GuestPath = Type.Object({
  uuid: Type.String({
    title: "GuestKey",
    description: "The key's UUID",
    examples: ["3f0c9a52-7d1e-4b8a-9c36-5e2f81d04b77"],
  }),
});

export const DoorPath = Type.Object({
  ...GuestPath.properties,
  doorId: Type.String({
    title: "DoorNumber",
    pattern: "^[1-9]\\d{0,6}$",
    description: "Number of the door within the key",
    examples: ["1"],
  }),
});

/** The stages of an opening, as server-sent events. */
export const EVENT_STREAM = {
  "text/event-stream": { schema: Type.String({ examples: ['data: "<section …>"\n\n'] }) },
};
