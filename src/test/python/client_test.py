"""What the official OpenAI client for Python is asked for."""

import base64
import os
import struct
import unittest

import openai

STAR = {"prompt": "a large red star on a blue background", "size": "128x128"}
OURS = {"steps": 4, "seed": 7}


def size_of(picture):
    """Width and height of a PNG picture."""
    png = base64.b64decode(picture)
    assert png[1:4] == b"PNG"
    return struct.unpack(">II", png[16:24])


class ClientTest(unittest.TestCase):
    def setUp(self):
        self.client = openai.OpenAI(base_url=os.environ["KINTSUGI_URL"], api_key="unused", max_retries=0)
        self.addCleanup(self.client.close)

    def test_generates_by_an_alias(self):
        answer = self.client.images.generate(model="gpt-image-1", extra_body=OURS, **STAR)
        self.assertEqual(size_of(answer.data[0].b64_json), (128, 128))
        self.assertEqual(answer.size, "128x128")
        self.assertGreater(answer.created, 1_700_000_000)
        self.assertGreater(answer.usage.input_tokens, 2)
        self.assertEqual(answer.usage.output_tokens, 1)
        self.assertEqual(answer.kintsugi["model_used"], "shapes-diffusion")
        self.assertFalse(answer.kintsugi["was_fallback"])

    def test_generates_the_same_from_the_same_seed(self):
        one, same = (self.client.images.generate(extra_body=OURS, **STAR).data[0].b64_json for _ in range(2))
        self.assertEqual(one, same)

    def test_generates_jpeg_and_webp(self):
        for name, beginning in (("jpeg", b"\xff\xd8\xff"), ("webp", b"RIFF")):
            answer = self.client.images.generate(
                output_format=name, output_compression=60, extra_body=OURS, **STAR)
            self.assertTrue(base64.b64decode(answer.data[0].b64_json).startswith(beginning))
            self.assertEqual(answer.output_format, name)

    def test_streams_previews_and_then_the_picture(self):
        events = list(self.client.images.generate(
            stream=True, partial_images=2, extra_body={"steps": 100, "seed": 7}, **STAR))
        self.assertEqual(events[-1].type, "image_generation.completed")
        self.assertEqual(size_of(events[-1].b64_json), (128, 128))
        for event in events[:-1]:
            self.assertEqual(event.type, "image_generation.partial_image")

    def test_lists_models(self):
        models = {model.id: model for model in self.client.models.list()}
        self.assertGreater(models["shapes-diffusion"].created, 1_000_000_000)
        self.assertEqual(self.client.models.retrieve("dall-e-3").id, "shapes-diffusion")

    def test_tells_of_an_unknown_model(self):
        with self.assertRaises(openai.NotFoundError) as raised:
            self.client.images.generate(model="no-such-model", **STAR)
        self.assertEqual(raised.exception.code, "model_not_found")
        self.assertEqual(raised.exception.param, "model")

    def test_tells_of_a_wrong_size(self):
        for stream in (False, True):
            with self.assertRaises(openai.BadRequestError) as raised:
                self.client.images.generate(**{**STAR, "size": "13x13"}, stream=stream)
            self.assertEqual(raised.exception.param, "size")

    def test_tells_what_is_not_offered(self):
        with self.assertRaises(openai.NotFoundError) as raised:
            self.client.chat.completions.create(model="gpt-5", messages=[{"role": "user", "content": "hello"}])
        self.assertIn("POST /v1/images/generations", raised.exception.message)
        with self.assertRaises(openai.NotFoundError):
            self.client.embeddings.create(model="any", input="hello")


if __name__ == "__main__":
    unittest.main()
