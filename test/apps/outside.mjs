/**
 * A stand-in for services of the internet: a proxy that a server under test is told to use. It answers CONNECT for
 * the hosts it stands in for, speaks TLS with a certificate made for them, and refuses every other host.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer as createProxy } from "node:http";
import { createServer as createService } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, root } from "../browser/harness.mjs";

/**
 * Starts the stand-in. services maps a host name to a function (path) => {type, body, status?}. Resolves to {env,
 * requests, stop()}: env makes a server use it, requests lists what was asked for.
 */
export async function startOutside(services) {
	const folder = mkdtempSync(join(tmpdir(), "quoin-outside-"));
	const certificate = join(folder, "certificate.pem");
	const made = spawnSync("go", ["run", "./test/apps/certificate", folder, ...Object.keys(services)], { cwd: root });
	expect(made.status === 0, `no certificate: ${made.stderr}`);

	const requests = [];
	const service = createService({ cert: readFileSync(certificate), key: readFileSync(join(folder, "key.pem")) });
	service.on("request", (request, response) => {
		const host = request.headers.host ?? "";
		requests.push(`${request.method} https://${host}${request.url}`);
		const { type, body, status = 200 } = services[host]?.(request.url) ?? { type: "text/plain", body: "", status: 404 };
		response.writeHead(status, { "content-type": type }).end(body);
	});

	const sockets = new Set();
	const proxy = createProxy((request, response) => {
		requests.push(`${request.method} ${request.url}`);
		response.writeHead(502).end();
	});
	proxy.on("connect", (request, socket) => {
		sockets.add(socket);
		socket.on("close", () => sockets.delete(socket));
		socket.on("error", () => socket.destroy());
		if (!services[request.url.replace(/:443$/, "")]) {
			requests.push(`CONNECT ${request.url}`);
			socket.end("HTTP/1.1 502 Bad Gateway\r\n\r\n");
			return;
		}
		socket.write("HTTP/1.1 200 Connection established\r\n\r\n");
		service.emit("connection", socket);
	});
	await new Promise((done) => proxy.listen(0, "127.0.0.1", done));
	const address = `http://127.0.0.1:${proxy.address().port}`;
	return {
		requests,
		env: { HTTPS_PROXY: address, HTTP_PROXY: address, NO_PROXY: "", SSL_CERT_FILE: certificate },
		async stop() {
			for (const socket of sockets) socket.destroy();
			await new Promise((done) => proxy.close(done));
			rmSync(folder, { recursive: true, force: true });
		},
	};
}
