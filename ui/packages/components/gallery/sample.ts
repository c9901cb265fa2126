/** Invented data for the gallery: the staff and orders of a stone yard. */

const first = ["Ada", "Bruno", "Chiara", "Dmitri", "Élise", "Farid", "Greta", "Hugo", "Ines", "Jonas"];
const last = [
	"Quarrie",
	"Steinberg",
	"Marmo",
	"Kamenev",
	"Delapierre",
	"Hajar",
	"Felsen",
	"Rocha",
	"Granit",
	"Basalt",
];
const places = ["Carrara", "Portland", "Purbeck", "Solnhofen", "Lecce"];

export interface Person {
	readonly name: string;
	readonly place: string;
	readonly hired: string;
	readonly salary: number;
	readonly share: number;
	readonly shift: number;
	readonly photo: string;
	active: boolean;
}

/** A portrait as a picture of initials, so that the gallery needs no files. */
function portrait(name: string, hue: number): string {
	const initials = name
		.split(" ")
		.map((part) => part[0])
		.join("");
	const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="80" height="80"><rect width="80" height="80" fill="oklch(60% 0.09 ${hue})"/><text x="40" y="50" font-family="sans-serif" font-size="30" fill="white" text-anchor="middle">${initials}</text></svg>`;
	return `data:image/svg+xml,${encodeURIComponent(svg)}`;
}

/** As many people as wanted, the same ones each time. */
export function people(count: number): Person[] {
	return Array.from({ length: count }, (_, index) => {
		const name = `${first[index % 10]} ${last[(index * 7 + Math.floor(index / 10)) % 10]}`;
		return {
			name,
			place: places[index % 5] ?? "",
			hired: `20${String(10 + (index % 16)).padStart(2, "0")}-${String(1 + (index % 12)).padStart(2, "0")}-${String(1 + (index % 28)).padStart(2, "0")}`,
			salary: 28_000 + ((index * 977) % 40_000),
			share: ((index * 37) % 100) / 100,
			shift: (6 + (index % 8)) * 3_600_000,
			photo: portrait(name, (index * 47) % 360),
			active: index % 3 !== 0,
		};
	});
}
