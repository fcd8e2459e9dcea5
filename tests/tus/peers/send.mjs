// tus-js-client in a process of its own: node send.mjs '{"endpoint": …, "file": …, "headers": …, "metadata": …, …}'
//
// It sends pieces of 1 MiB. What it has begun is written to the file "memory", so that another process goes on with it.
// Prints the upload's address.
import { createReadStream, existsSync, writeFileSync } from "node:fs";
import { FileUrlStorage, Upload } from "tus-js-client";

const order = JSON.parse(process.argv[2]);
if (!existsSync(order.memory)) writeFileSync(order.memory, "{}");

const upload = new Upload(createReadStream(order.file), {
  endpoint: order.endpoint,
  headers: order.headers,
  metadata: order.metadata,
  chunkSize: 1 << 20,
  urlStorage: new FileUrlStorage(order.memory),
  retryDelays: [0, 500, 1000, 2000, 4000, 8000],
  onError(error) {
    console.error(String(error));
    process.exitCode = 1;
  },
  onSuccess: () => console.log(upload.url),
});

const [earlier] = await upload.findPreviousUploads();
if (earlier) upload.resumeFromPreviousUpload(earlier);
upload.start();
