import { Moon, Sun, SunMoon } from "lucide-react";
import { useEffect, useState } from "react";
import { Button } from "./Button.tsx";

type Theme = "system" | "light" | "dark";

const order: readonly Theme[] = ["system", "light", "dark"];
const key = "quoin.theme";

function stored(): Theme {
	const value = localStorage.getItem(key);
	return value === "light" || value === "dark" ? value : "system";
}

/** Light, dark, or as the system has it. Remembered in the browser. */
export function ThemeSwitch() {
	const [theme, setTheme] = useState<Theme>(stored);
	useEffect(() => {
		document.documentElement.style.colorScheme = theme === "system" ? "light dark" : theme;
		localStorage.setItem(key, theme);
	}, [theme]);
	const next = order[(order.indexOf(theme) + 1) % order.length] ?? "system";
	const Icon = theme === "light" ? Sun : theme === "dark" ? Moon : SunMoon;
	return (
		<Button
			tone="quiet"
			aria-label={`Colours: ${theme}. Change to ${next}.`}
			icon={<Icon size={16} />}
			onPress={() => setTheme(next)}
		/>
	);
}
