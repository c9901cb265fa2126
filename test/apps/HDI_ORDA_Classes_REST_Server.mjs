/** HDI_ORDA_Classes_REST_Server: functions at the four levels, written in the older syntax, over REST. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, story } from "../browser/harness.mjs";
import { count, expectNoProblems, post, rest, serveApp, step } from "./steps.mjs";

export async function journey({ browser, app }) {
	await story("HDI_ORDA_Classes_REST_Server", async ({ cleanup }) => {
		const { server, page } = await serveApp({ browser, app, cleanup });
		const told = (answer, wanted, what) => {
			expect(answer.status === 200, `${what} answers ${answer.status}: ${JSON.stringify(answer.body)}`);
			expect(wanted(answer.body), `${what} answers ${JSON.stringify(answer.body).slice(0, 300)}`);
		};

		await step("the students of the start-up code, and schools", async () => {
			const students = JSON.parse(readFileSync(join(app, "Resources/students.txt"), "utf8").replace(/^\uFEFF/, ""));
			const found = await count(page, server, "Students");
			expect(found === students.length, `there are ${found} students, not ${students.length}`);
			const ids = [...new Set(students.map((it) => it.schoolID))].sort((a, b) => a - b);
			const cities = [{ ID: 1, name: "Stonebridge" }, { ID: 2, name: "Quarry" }];
			told(await post(page, server, "Cities?$method=update", cities), () => true, "Cities");
			const schools = ids.map((ID, i) => ({ ID, name: `School ${ID}`, minAcceptedEnglishLevel: 3, cityID: (i % 2) + 1 }));
			told(await post(page, server, "Schools?$method=update", schools), () => true, "Schools");
		});

		await step("datastore", async () => {
			const schools = await count(page, server, "Schools");
			told(
				await post(page, server, "$catalog/getStatistics"),
				({ result }) => result.length === schools && result.every((it) => it.name && it.city && it.numberOfStudents > 0),
				"getStatistics",
			);
		});

		await step("dataclass", async () => {
			const before = await count(page, server, "Students");
			const student = (englishLevel) => [{ firstname: "Ada", lastname: "Quill", englishLevel, schoolName: "School 1" }];
			told(
				await post(page, server, "Schools/registerStudent", student(1)),
				({ result }) => result.success === false && result.statusText.includes("not high enough"),
				"registerStudent with a low level",
			);
			expect((await count(page, server, "Students")) === before, "a student was registered all the same");
			told(
				await post(page, server, "Schools/registerStudent", student(5)),
				(it) => it.__DATACLASS === "Students" && it.finalExam === "To take" && it.lastname === "Quill",
				"registerStudent",
			);
			expect((await count(page, server, "Students")) === before + 1, "the student was not registered");
		});

		await step("entity", async () => {
			told(
				await post(page, server, "Students(1)/schoolInfo"),
				({ result }) => result.name.startsWith("School") && result.minAcceptedEnglishLevel === 3 && result.city !== "",
				"schoolInfo",
			);
			const all = await count(page, server, "Students");
			told(
				await post(page, server, "Students(1)/studyingInSameCity"),
				(it) => it.__DATACLASS === "Students" && it.__COUNT > 0 && it.__COUNT < all && it.__ENTITIES.every((one) => one.ID !== 1),
				"studyingInSameCity",
			);
		});

		await step("selection", async () => {
			const { body } = await rest(page, server, 'Students?$filter="englishLevel >= 3"&$method=entityset');
			const set = body.__ENTITYSET.split("?")[0].split("/").at(-1);
			told(
				await post(page, server, `Students/setFinalExam/$entityset/${set}`, ["Passed"]),
				(it) => it.__COUNT === body.__COUNT && it.__ENTITIES.every((one) => one.finalExam === "Passed"),
				"setFinalExam",
			);
			const passed = await count(page, server, "Students", "finalExam = Passed");
			expect(passed === body.__COUNT, `${passed} students passed, not ${body.__COUNT}`);
		});
		expectNoProblems(page);
	});
}
