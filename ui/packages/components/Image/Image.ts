/** A picture: of a source, else of the page, else the default. */
import type { Component } from "../../runtime/component.ts";
import { componentElement } from "../element.ts";
import { textOf } from "../props.ts";
import { makeReachable } from "../reachable.ts";
import { pictureAddress } from "./address.ts";
import { definition } from "./definition.ts";
import "./Image.css";

export const image: Component = {
	definition,
	build(context) {
		const root = componentElement("img", "image");
		root.decoding = "async";
		const binding = context.binding("datasource");
		let wanted: string[] = [];
		let ownAddress = "";
		const show = () => {
			const address = wanted[0] ?? "";
			root.dataset.state = address ? "shown" : "empty";
			if (address === "") root.removeAttribute("src");
			else if (root.getAttribute("src") !== address) root.src = address;
		};
		context.effect(() => {
			const props = context.props.value;
			const bound = binding.value;
			const address = bound ? pictureAddress(bound.value.value) : "";
			if (ownAddress.startsWith("blob:") && ownAddress !== address) URL.revokeObjectURL(ownAddress);
			ownAddress = address;
			wanted = [address, textOf(props.imgSrc), textOf(props.defaultImgSrc)].filter(
				(candidate) => candidate !== "",
			);
			show();
		});
		root.addEventListener("error", () => {
			wanted = wanted.slice(1);
			show();
		});
		context.effect(() => {
			root.alt = context.text(context.props.value.altText);
		});
		makeReachable(context, root);
		return context.root(root);
	},
};
