/** HDI_Permissions: what each role may do over REST, compared with the file of roles. */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { executable, expect, openPage, removeScratch, scratchCopy, startQuoin, story } from "../browser/harness.mjs";
import { post, rest, step } from "./steps.mjs";

const users = {
	"admin@4d.com": "The Admin",
	"doctor@4d.com": "The Doctor",
	"intern@4d.com": "The Intern",
	"patient@4d.com": "The Patient",
	"secretary@4d.com": "The Secretary",
	"nobody@4d.com": "",
};

/** What the file of roles allows a role: an oracle of a few lines. */
function oracle(roles, role) {
	const held = new Set(["guest"]);
	const add = (name) => {
		if (held.has(name)) return;
		held.add(name);
		for (const included of roles.privileges.find((it) => it.privilege === name)?.includes ?? []) add(included);
	};
	for (const name of roles.roles.find((it) => it.role === role)?.privileges ?? []) add(name);
	return (dataclass, action) => {
		const lists = [dataclass, "ds"].map((target) => roles.permissions.allowed.find((it) => it.applyTo === target)?.[action]);
		const list = lists.find((it) => it !== undefined);
		return list === undefined || list.some((name) => held.has(name));
	};
}

export async function journey({ browser, app }) {
	await story("HDI_Permissions", async ({ cleanup }) => {
		const folder = scratchCopy(app);
		cleanup(() => removeScratch(folder));
		const filled = spawnSync(executable, ["run", folder, "addData", "--skip-onstartup"]);
		expect(filled.status === 0, `addData: ${filled.stderr}`);
		const server = await startQuoin(folder);
		cleanup(() => server.stop());
		const roles = JSON.parse(readFileSync(join(app, "Project/Sources/roles.json"), "utf8"));
		const rows = { Patients: { firstname: "Ada", lastname: "Quill" }, Records: { report: "none" }, Users: { identifier: "x" } };

		for (const [identifier, role] of Object.entries(users)) {
			await step(role || "a guest", async () => {
				const page = await openPage(browser);
				cleanup(() => page.context().close());
				const { status, body } = await post(page, server, "$catalog/authenticate", [identifier, "a"]);
				expect(status === 200, `authenticate answers ${status}`);
				expect(body.result.endsWith(role || "Guest"), `authenticate answers ${body.result}`);
				const may = oracle(roles, role);
				for (const [dataclass, row] of Object.entries(rows)) {
					const told = (action, answer) => {
						const wanted = may(dataclass, action);
						const got = answer.status === 200;
						const refused = answer.status === 401;
						expect(
							got === wanted && refused !== wanted,
							`${action} of ${dataclass} answers ${answer.status}, the roles say ${wanted}: ${JSON.stringify(answer.body)}`,
						);
					};
					told("read", await rest(page, server, dataclass));
					told("create", await post(page, server, `${dataclass}?$method=update`, row));
					// Whoever drops reads first; an action that only the missing read refuses is not compared.
					if (may(dataclass, "read")) {
						const { body: all } = await rest(page, server, dataclass);
						const last = all.__ENTITIES.at(-1);
						told("drop", await post(page, server, `${dataclass}(${last.__KEY})?$method=delete`));
						if (dataclass === "Records") {
							const seen = typeof last.personalNotes === "string";
							const wanted = role === "The Doctor";
							expect(seen === wanted, `personal notes are ${JSON.stringify(last.personalNotes)} for ${role}`);
						}
					}
				}
				const old = await post(page, server, "Records/deleteOldRecords", ["1900-01-01"]);
				expect((old.status === 200) === (role === "The Admin"), `deleteOldRecords answers ${old.status}`);
				const has = await post(page, server, "Utilities/hasPrivilege", ["readRecords"]);
				const reads = ["The Doctor", "The Intern", "The Patient", "The Secretary"].includes(role);
				expect(has.body.result === (reads ? "Yes" : "No"), `hasPrivilege answers ${JSON.stringify(has.body)}`);
			});
		}

		await step("wrong password, and signing out", async () => {
			const page = await openPage(browser);
			cleanup(() => page.context().close());
			const wrong = await post(page, server, "$catalog/authenticate", ["doctor@4d.com", "b"]);
			expect(wrong.body.result.endsWith("Guest"), wrong.body.result);
			expect((await rest(page, server, "Patients")).status === 401, "a wrong password opens the patients");
			await post(page, server, "$catalog/authenticate", ["doctor@4d.com", "a"]);
			expect((await rest(page, server, "Patients")).status === 200, "the doctor sees no patients");
			await post(page, server, "Utilities/clearPrivileges");
			expect((await rest(page, server, "Patients")).status === 401, "cleared privileges are still held");
			// Without promotion the users cannot be read: the same code in another function says so.
			const bare = await post(page, server, "$catalog/authenticate2", ["doctor@4d.com", "a"]);
			expect(bare.status === 200 && !bare.body.result.includes("Doctor"), JSON.stringify(bare));
		});
	});
}
