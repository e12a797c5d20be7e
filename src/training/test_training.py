"""Checks of the training code: python3 -B src/training/test_training.py (what needs torch or onnx is skipped without).
"""
import hashlib
import random
import sys
import tempfile
import unittest
from importlib.util import find_spec
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

import evaluate_texts
import install_builtin
import scenes
import stories
from bpe import ByteBPE, ClipBPE
from rendering import render
from train_tokenizers import PROMPT_LENGTH, prompt_tokenizer, text_tokenizer

HAS_ONNX = find_spec("onnx") is not None
HAS_TORCH = find_spec("torch") is not None and find_spec("PIL") is not None

# ids of the built-in models; prompts go on with padding (893)
PROMPT_IDS = {
    "": [892, 893],
    "a large red star on a blue background": [892, 320, 626, 570, 596, 515, 320, 552, 521, 893],
    "Two purple hearts on a pink background": [892, 661, 579, 844, 515, 320, 554, 521, 893],
    "a photo of a dog on a beach": [892, 320, 732, 534, 320, 764, 326, 515, 320, 673, 514, 327, 893],
    "don't draw 3 moons": [892, 67, 515, 6, 339, 686, 274, 857, 893],
    "a huge violet crescent above a little brown rhombus on a gradient background from orange to black, nice art":
        [892, 320, 630, 672, 738, 647, 320, 616, 583, 713, 515, 320, 576, 521, 652, 567, 537, 561, 267, 798, 587, 893],
}
TEXT_IDS = {
    "": [],
    "a red star": [65, 380, 337],
    "Once upon a time": [567, 563, 259, 565],
    '"Hello," said the heart.': [2, 573, 408, 407, 261, 336, 14],
    "Scene: a red star on a blue background.\nQuestion: What color is the star?\nAnswer:":
        [477, 26, 259, 380, 337, 272, 259, 370, 292, 14, 199, 431, 26, 491, 490, 276, 261, 337, 31, 199, 432, 26],
    "xyz 123": [88, 89, 90, 221, 17, 18, 19],
    "café ☃": [67, 65, 70, 128, 103, 221, 159, 247, 226],
}


def digest(texts: list[str]) -> str:
    return hashlib.sha256("\n".join(texts).encode()).hexdigest()


class SceneGrammarTest(unittest.TestCase):
    def test_seed_fixes_captions(self):
        self.assertEqual("7d68d925e9680a8238cb2b61a1aec564470f4bc00a6771932b9de4d9ae9eadec",
                         digest(scenes.captions(1000, random.Random(1))))

    def test_objects_lie_inside_and_differ_from_the_background(self):
        rng = random.Random(2)
        for _ in range(1000):
            h, w = rng.choice([(1, 1), (1, 1.5), (1.5, 1)])
            scene = scenes.sample_scene(rng, h, w)
            for o in scene["objs"]:
                self.assertTrue(o["r"] < o["x"] < w - o["r"] and o["r"] < o["y"] < h - o["r"], scene)
                self.assertNotIn(o["color"], scene["bg"])

    def test_canonical_caption_names_everything(self):
        rng = random.Random(3)
        for _ in range(300):
            scene = scenes.sample_scene(rng)
            words = scenes.canonical(scene).split()
            for o in scene["objs"]:
                self.assertLessEqual({o["shape"], o["color"]} | ({o["size"]} - {"medium"}), set(words))
            self.assertLessEqual(set(scene["bg"]), set(words))


class RenderingTest(unittest.TestCase):
    def test_draws_every_shape_in_its_colour(self):
        for shape in scenes.SHAPES:
            o = {"shape": shape, "x": 0.75, "y": 0.5, "r": 0.3, "rgb": [1.0, 0.0, 0.0]}
            image = render({"objs": [o], "bg_rgb": [[0.0, 0.0, 1.0]]}, 64, 96)
            self.assertEqual((64, 96, 3), image.shape)
            self.assertEqual([0, 0, 1], image[0, 0].tolist())
            red = image[:, :, 0]
            self.assertTrue(0 <= image.min() and image.max() <= 1)
            self.assertTrue(0.02 < red.mean() < 0.2 and red.max() == 1, shape)

    def test_gradient_runs_from_top_to_bottom(self):
        image = render({"objs": [], "bg_rgb": [[1, 1, 1], [0, 0, 0]]}, 16, 8)
        self.assertTrue((image[:-1] > image[1:]).all())


class TextGrammarTest(unittest.TestCase):
    def test_seed_fixes_documents(self):
        rng = random.Random(1)
        self.assertEqual("fd215d53f6fe4d0ef21dce1690149930a5756b84fb53acccf8fced61f51f4911",
                         digest([stories.document(rng) for _ in range(1000)]))

    def test_checker_accepts_what_the_grammar_makes(self):
        rng, check = random.Random(4), stories.sentence_checker()
        for _ in range(1000):
            text = stories.document(rng)
            found, accepted = check(text)
            self.assertTrue(found == accepted > 0, text)

    def test_checker_rejects_other_sentences(self):
        check = stories.sentence_checker()
        self.assertEqual((2, 1), check("The star is red. The star is tasty."))
        self.assertEqual((1, 0), check("a orange star on a blue background."))

    def test_evaluation_knows_the_answers(self):
        rng = random.Random(5)
        for _ in range(500):
            prompt, rest = stories.question_document(rng).split("Answer:", 1)
            self.assertEqual(rest.strip().split("\n")[0], evaluate_texts.right_answer(prompt + "Answer:"))

    def test_evaluation_compares_colours(self):
        text = "A red star on a blue background. The star is red. The background is green."
        self.assertEqual([True, False], evaluate_texts.color_facts(text))


class TokenizerTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.prompts, cls.texts = prompt_tokenizer(), text_tokenizer()

    def assert_prompt_ids(self, tokenizer: ClipBPE):
        for prompt, ids in PROMPT_IDS.items():
            padding = [893] * (PROMPT_LENGTH - len(ids))
            self.assertEqual(ids + padding, tokenizer.encode(prompt, PROMPT_LENGTH), prompt)

    def assert_text_ids(self, tokenizer: ByteBPE):
        for text, ids in TEXT_IDS.items():
            self.assertEqual(ids, tokenizer.encode(text), text)

    def test_training_gives_the_ids_of_the_built_in_models(self):
        self.assert_prompt_ids(self.prompts)
        self.assert_text_ids(self.texts)

    def test_built_in_files_give_the_same_ids(self):
        found = sorted(install_builtin.BUILTIN.glob("*/*/**/merges.txt"))
        if not found:
            self.skipTest("no built-in models here")
        for merges in found:
            with self.subTest(merges):
                if merges.parent.name == "tokenizer":
                    self.assert_prompt_ids(ClipBPE.load(merges.parent))
                else:
                    self.assert_text_ids(ByteBPE.load(merges.parent))

    def test_every_word_of_the_grammar_is_one_token(self):
        words = [*scenes.SHAPES, *scenes.COLORS, "background", "gradient", *scenes.FILLER]
        for word in words:
            self.assertEqual(self.prompts.end, self.prompts.encode(word, 8)[2], word)

    def test_long_prompts_are_cut(self):
        ids = self.prompts.encode("red " * 100, PROMPT_LENGTH)
        self.assertEqual((PROMPT_LENGTH, self.prompts.end), (len(ids), ids[-1]))

    def test_bytes_survive_a_round_trip(self):
        rng = random.Random(6)
        texts = [stories.document(rng) for _ in range(200)] + list(TEXT_IDS) + ["  two\n\n lines\t🙂 <|endoftext|>"]
        for text in texts:
            self.assertEqual(text, self.texts.decode(self.texts.encode(text)))

    def test_saved_tokenizers_load_again(self):
        with tempfile.TemporaryDirectory() as folder:
            for tokenizer in (self.prompts, self.texts):
                tokenizer.save(folder, 32)
                self.assertEqual(tokenizer.vocab, type(tokenizer).load(folder).vocab)


class InstallTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name)
        for precision in ("fp16", "int8"):
            export = self.root / f"out/scene-writer-{precision}"
            (export / "sub").mkdir(parents=True)
            (export / "config.json").write_text("{}")
            (export / "sub/model.onnx").write_text(precision)

    def install(self) -> str:
        return install_builtin.install(self.root / "out", "scene-writer", "1.0.0", self.root / "builtin").read_text()

    def test_lists_every_file(self):
        self.install()
        expected = "id: scene-writer\nversion: 1.0.0\nfiles:\n"
        for path, text in (("config.json", "{}"), ("sub/model.onnx", "fp16"), ("sub/model_int8.onnx", "int8")):
            expected += (f"  - path: {path}\n    size: {len(text)}\n"
                         f"    sha256: {hashlib.sha256(text.encode()).hexdigest()}\n"
                         f'    sources: ["builtin:scene-writer/1.0.0/{path}"]\n')
        self.assertEqual(expected, self.install())

    def test_index_names_every_version_once(self):
        index = self.root / "builtin/index"
        index.parent.mkdir()
        index.write_text("other/2.0.0\n")
        for _ in range(2):
            self.install()
            self.assertEqual("other/2.0.0\nscene-writer/1.0.0\n", index.read_text())

    def test_keeps_the_rest_of_the_manifest(self):
        manifest = self.root / "builtin/scene-writer/1.0.0/manifest.yaml"
        manifest.parent.mkdir(parents=True)
        for old in ("files: []\n", "files:\n  - {path: gone, size: 1}\n\n  # why\n  - path: other\n",
                    "files:\n- a\n# why\n- b\n"):
            manifest.write_text(f"id: x\n{old}\n# defaults\ndefaults:\n  files: 3\n")
            head, tail = self.install().split("files:\n", 1)
            self.assertEqual("id: x\n", head)
            self.assertTrue(tail.endswith('"]\n\n# defaults\ndefaults:\n  files: 3\n'), tail)
            self.assertEqual(3, tail.count("path:"))


@unittest.skipUnless(HAS_ONNX, "onnx is missing")
class ShrinkTest(unittest.TestCase):
    def test_stored_weights_are_close(self):
        import numpy as np
        import onnx
        from onnx import TensorProto, helper, numpy_helper
        from shrink_onnx import shrink
        weight = np.random.default_rng(0).standard_normal((64, 32)).astype(np.float32)
        x, y = (helper.make_tensor_value_info(n, TensorProto.FLOAT, ["b", d]) for n, d in (("x", 64), ("y", 32)))
        graph = helper.make_graph([helper.make_node("MatMul", ["x", "w"], ["y"])], "g", [x], [y],
                                  [numpy_helper.from_array(weight, "w")])
        with tempfile.TemporaryDirectory() as folder:
            source, target = Path(folder) / "a.onnx", Path(folder) / "b.onnx"
            onnx.save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)]), str(source))
            for precision, error in (("fp16", 1e-3), ("int8", 0.02)):
                self.assertEqual(1, shrink(source, target, precision))
                model = onnx.load(str(target))
                parts = [numpy_helper.to_array(t) for t in model.graph.initializer]
                restored = parts[0].astype(np.float32) * (parts[1] if precision == "int8" else 1)
                self.assertLess(np.abs(restored - weight).max(), error)
                self.assertEqual(["w", "y"], [node.output[0] for node in model.graph.node])


@unittest.skipUnless(HAS_TORCH and HAS_ONNX, "torch, onnx or PIL is missing")
class NetworkTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        import torch
        torch.set_num_threads(1)
        torch.manual_seed(0)
        cls.torch = torch

    def test_unet_keeps_any_size(self):
        from diffusion import UNETS, UNet
        for shape in UNETS.values():
            for h, w in ((16, 16), (8, 12), (5, 7)):
                out = UNet(**shape)(self.torch.randn(2, 4, h, w), self.torch.tensor([7]), self.torch.randn(2, 32, 128))
                self.assertEqual((2, 4, h, w), tuple(out.shape))

    def test_whitening_changes_latents_but_not_pictures(self):
        import pictures
        from autoencoder import SCALING_FACTOR, VAE
        x = pictures.draw([scenes.sample_scene(random.Random(i)) for i in range(8)], 64, 64)
        with self.torch.no_grad():
            vae = VAE()
            before = vae.decoder(vae.encoder(x))
            vae.whiten([x])
            latents = vae.encoder(x)
            self.assertTrue(self.torch.allclose(before, vae.decoder(latents), atol=1e-3))
            deviations = latents.std(dim=(0, 2, 3), unbiased=False) * SCALING_FACTOR
            self.assertTrue(self.torch.allclose(deviations, self.torch.ones(4), atol=1e-2))

    def test_attributes_describe_a_scene(self):
        import attributes
        rng = random.Random(7)
        for _ in range(100):
            scene = scenes.sample_scene(rng)
            read = {n: v[c] for (n, v), c in zip(attributes.VALUES.items(), attributes.labels(scene))}
            self.assertEqual(attributes.describe(scene), read)

    def test_cache_gives_the_same_logits(self):
        from language_model import LANGUAGE_MODELS, LanguageModel
        model, ids = LanguageModel(300, **LANGUAGE_MODELS["lite"]).eval(), self.torch.randint(0, 300, (1, 9))
        with self.torch.no_grad():
            whole = model.logits(ids)
            past = model(ids[:, :6], self.torch.ones(1, 6), self.torch.arange(6)[None], model.empty_past(1))[1]
            rest = model(ids[:, 6:], self.torch.ones(1, 9), self.torch.arange(6, 9)[None], past)[0]
        self.assertTrue(self.torch.allclose(whole[:, 6:], rest, atol=1e-4))

    def test_sampler_walks_from_noisy_to_clean(self):
        import sampling
        self.assertEqual([751, 501, 251, 1], sampling.timesteps(4))

    def test_exported_unet_has_the_names_of_the_built_in_one(self):
        import onnx
        from diffusion import UNETS, UNet
        from export_onnx import export_unet
        with tempfile.TemporaryDirectory() as folder:
            export_unet(UNet(**UNETS["lite"]), Path(folder))
            graph = onnx.load(f"{folder}/unet/model.onnx").graph
        self.assertEqual(["sample", "timestep", "encoder_hidden_states"], [i.name for i in graph.input])
        self.assertEqual(["out_sample"], [o.name for o in graph.output])


if __name__ == "__main__":
    unittest.main()
