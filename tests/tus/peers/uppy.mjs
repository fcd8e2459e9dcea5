// Uppy in a page: send(order) for the file that was chosen in the page's input.
import Uppy from "@uppy/core";
import Tus from "@uppy/tus";

window.send = async ({ endpoint, headers, metadata }) => {
  const uppy = new Uppy({ autoProceed: false });
  uppy.use(Tus, { endpoint, headers, chunkSize: 1 << 20, retryDelays: [0, 500, 1000, 2000, 4000, 8000] });
  const [file] = document.querySelector("input").files;
  uppy.addFile({ name: file.name, type: file.type, data: file, meta: metadata });
  const { successful, failed } = await uppy.upload();
  if (failed.length) throw new Error(String(failed[0].error));
  return successful[0].uploadURL;
};
