import { beforeEach, expect, test, vi } from "vitest";
import { server } from "./server.ts";
import { useWorkspace } from "./workspace.ts";

const path = "Project/Sources/Classes/A.4qs";
const file = { path, name: "A", kind: "class" };

/** Answers come when the test says so. */
function held<T>() {
	let answer: (value: T) => void = () => {};
	const promise = new Promise<T>((done) => {
		answer = done;
	});
	return { promise, answer };
}

const onDisk = (text: string, hash: string) =>
	({ path, text, hash }) as Awaited<ReturnType<typeof server.file>>;

function tab() {
	const found = useWorkspace.getState().tabs.find((t) => t.path === path);
	if (found?.kind !== "text") throw new Error("the tab is gone");
	return found;
}

beforeEach(async () => {
	vi.restoreAllMocks();
	vi.spyOn(server, "project").mockResolvedValue({ files: [file] } as unknown as Awaited<
		ReturnType<typeof server.project>
	>);
	vi.spyOn(server, "diagnostics").mockResolvedValue([]);
	vi.spyOn(server, "file").mockResolvedValue(onDisk("one", "1"));
	useWorkspace.setState({ tabs: [], generation: 1 });
	await useWorkspace.getState().open(file as Parameters<ReturnType<typeof useWorkspace.getState>["open"]>[0]);
});

test("a file that changed on disk is read again", async () => {
	vi.spyOn(server, "file").mockResolvedValue(onDisk("two", "2"));
	await useWorkspace.getState().refresh(2);
	expect(tab()).toMatchObject({ text: "two", saved: "two", hash: "2" });
});

test("what is written while a file is read again stays", async () => {
	const reading = held<Awaited<ReturnType<typeof server.file>>>();
	const read = vi.spyOn(server, "file").mockReturnValue(reading.promise);
	const refreshed = useWorkspace.getState().refresh(2);
	await vi.waitFor(() => expect(read).toHaveBeenCalledTimes(2)); // the first opened the tab
	useWorkspace.getState().write(path, "one and more");
	reading.answer(onDisk("two", "2"));
	await refreshed;
	expect(tab()).toMatchObject({ text: "one and more", saved: "one", hash: "1" });
});

test("a reading that began before a save does not bring the old text back", async () => {
	const reading = held<Awaited<ReturnType<typeof server.file>>>();
	const read = vi.spyOn(server, "file").mockReturnValue(reading.promise);
	vi.spyOn(server, "save").mockResolvedValue({ hash: "3", diagnostics: [] } as unknown as Awaited<
		ReturnType<typeof server.save>
	>);
	const refreshed = useWorkspace.getState().refresh(2);
	await vi.waitFor(() => expect(read).toHaveBeenCalledTimes(2)); // the first opened the tab
	useWorkspace.getState().write(path, "three");
	await useWorkspace.getState().save(path);
	reading.answer(onDisk("one", "1"));
	await refreshed;
	expect(tab()).toMatchObject({ text: "three", saved: "three", hash: "3" });
});

test("a change of several files leaves what was written meanwhile", async () => {
	useWorkspace.getState().write(path, "one and more");
	const answer = { diagnostics: [] } as unknown as Parameters<
		ReturnType<typeof useWorkspace.getState>["took"]
	>[1];
	await useWorkspace.getState().took([{ path, to: path, before: "one", text: "uno", hash: "2" }], answer);
	expect(tab()).toMatchObject({ text: "one and more", saved: "one", hash: "1" });
	useWorkspace.getState().write(path, "one");
	await useWorkspace.getState().took([{ path, to: path, before: "one", text: "uno", hash: "2" }], answer);
	expect(tab()).toMatchObject({ text: "uno", saved: "uno", hash: "2" });
});
