import { useSignal } from "@preact/signals";
import { useMemo } from "preact/hooks";
import { controls } from "./control-texts.ts";
import { Dialog } from "./dialog.tsx";
import { saveFile } from "./save-file.ts";
import { qrPath, qrRuns, qrSvg } from "./qr-picture.ts";
import "./controls.css";

const PNG_PIXELS = 1_024;

/** A QR code: always black on white, as cameras want it. */
export function Qr({ text, label = controls.qr }: { readonly text: string; readonly label?: string }) {
  const { size, path } = useMemo(() => qrPath(text), [text]);
  return (
    <svg class="qr" viewBox={`0 0 ${size} ${size}`} role="img" aria-label={label} shape-rendering="crispEdges">
      <path fill="#fff" d={`M0 0h${size}v${size}H0z`} />
      <path fill="#000" d={path} />
    </svg>
  );
}

interface QrActionsProps {
  readonly text: string;
  /** What stands beneath it when it is printed or shown large, and in the names of files. */
  readonly title: string;
}

/** Show it large; there it is printed, or kept as a file. */
export function QrActions({ text, title }: QrActionsProps) {
  const isLarge = useSignal(false);
  const name = title.replaceAll(/[^\p{L}\p{N}]+/gu, "-").slice(0, 60) || "key";
  return (
    <>
      <button type="button" class="plain" onClick={() => (isLarge.value = true)}>
        {controls.showLarge}
      </button>
      {isLarge.value && (
        <Dialog title={title} class="qr-large" onClose={() => (isLarge.value = false)}>
          <Qr text={text} />
          <div class="row">
            <button type="button" class="plain" onClick={() => print()}>
              {controls.print}
            </button>
            <button type="button" class="plain" onClick={async () => saveFile(await qrPng(text), `${name}.png`)}>
              PNG
            </button>
            <button type="button" class="plain" onClick={() => saveFile(new Blob([qrSvg(text)], SVG), `${name}.svg`)}>
              SVG
            </button>
          </div>
        </Dialog>
      )}
    </>
  );
}

const SVG = { type: "image/svg+xml" };

/** Drawn module by module: a picture of an SVG would take a policy that lets blobs in. */
function qrPng(text: string): Promise<Blob> {
  const { size, runs } = qrRuns(text);
  const canvas = document.createElement("canvas");
  const scale = Math.ceil(PNG_PIXELS / size);
  canvas.width = canvas.height = size * scale;
  const context = canvas.getContext("2d")!;
  context.fillStyle = "#fff";
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.scale(scale, scale);
  context.fillStyle = "#000";
  for (const { x, y, width } of runs) context.fillRect(x, y, width, 1);
  return new Promise((resolve, reject) =>
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("no picture was made"))), "image/png"),
  );
}
