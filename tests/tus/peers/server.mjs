// The reference server, on an address of this machine alone: node server.mjs PORT FOLDER
import { createServer } from "node:http";
import { FileStore } from "@tus/file-store";
import { Server } from "@tus/server";

const [port, directory] = process.argv.slice(2);
const WEEK_MS = 7 * 24 * 3600 * 1000;

const tus = new Server({
  path: "/files",
  maxSize: 8_000_000_000,
  datastore: new FileStore({ directory, expirationPeriodInMilliseconds: WEEK_MS }),
});

createServer((request, response) => tus.handle(request, response)).listen(Number(port), "127.0.0.1");
