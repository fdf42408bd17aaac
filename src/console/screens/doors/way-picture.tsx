import { useRef } from "preact/hooks";
import { useWrite } from "../../api/writes.ts";
import { Failure } from "../../ui/failure.tsx";
import { toast } from "../../ui/toasts.tsx";
import { door } from "./door-texts.ts";

const TYPES = "image/png,image/jpeg,image/webp";

/** The picture of the way: chosen, and sent at once. */
export function WayPicture({ lockId, hasPicture }: { readonly lockId: string; readonly hasPicture: boolean }) {
  const path = `/locks/${lockId}/arrival/picture`;
  const file = useRef<HTMLInputElement>(null);
  const send = useWrite(
    (call, picture: File) => call("PUT", path, { body: picture, headers: { "content-type": picture.type } }),
    `/locks/${lockId}/arrival`,
  );
  const remove = useWrite((call) => call("DELETE", path), `/locks/${lockId}/arrival`);
  const isWrong = send.error?.kind === "invalid" || (send.error?.kind === "fault" && send.error.fields.length > 0);
  return (
    <div class="stack">
      <h3>{door.picture}</h3>
      {hasPicture && <p>{door.hasPicture}</p>}
      <p class="hint">{door.pictureHint}</p>
      {isWrong ? (
        <p class="problem" role="alert">
          {door.pictureWrong}
        </p>
      ) : (
        <Failure error={send.error ?? remove.error} />
      )}
      <div class="row">
        <input
          ref={file}
          type="file"
          accept={TYPES}
          hidden
          onChange={async ({ currentTarget }) => {
            const picture = currentTarget.files?.[0];
            if (picture && (await send.run(picture))) toast(door.pictureSaved);
            if (file.current) file.current.value = ""; // The same may be chosen again.
          }}
        />
        <button type="button" class="plain" disabled={send.isBusy} onClick={() => file.current?.click()}>
          {door.upload}
        </button>
        {hasPicture && (
          <button
            type="button"
            class="danger"
            disabled={remove.isBusy}
            onClick={async () => void ((await remove.run()) && toast(door.pictureGone))}
          >
            {door.removePicture}
          </button>
        )}
      </div>
    </div>
  );
}
