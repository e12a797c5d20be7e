import assert from 'node:assert/strict';
import { test } from 'node:test';
import OpenAI from 'openai';

const client = new OpenAI({ baseURL: process.env.KINTSUGI_URL, apiKey: 'unused', maxRetries: 0 });
const star = { prompt: 'a large red star on a blue background', size: '128x128', steps: 4, seed: 7 };

/** Width and height of a PNG picture. */
function sizeOf(base64) {
  const png = Buffer.from(base64, 'base64');
  assert.equal(png.subarray(1, 4).toString('latin1'), 'PNG');
  return [png.readUInt32BE(16), png.readUInt32BE(20)];
}

test('draws a picture', async () => {
  const answer = await client.images.generate(star);
  assert.equal(answer.data.length, 1);
  assert.deepEqual(sizeOf(answer.data[0].b64_json), [128, 128]);
  assert.equal(answer.size, '128x128');
  assert.equal(answer.kintsugi.model_used, 'shapes-diffusion');
});

test('draws the same picture from the same seed', async () => {
  const [one, same, other] = [
    await client.images.generate(star),
    await client.images.generate(star),
    await client.images.generate({ ...star, seed: 8 }),
  ];
  assert.equal(one.data[0].b64_json, same.data[0].b64_json);
  assert.notEqual(one.data[0].b64_json, other.data[0].b64_json);
});

test('draws several pictures behind URLs', async () => {
  const answer = await client.images.generate({ ...star, n: 2, response_format: 'url' });
  assert.equal(answer.data.length, 2);
  for (const { url } of answer.data) {
    const picture = await fetch(url);
    assert.equal(picture.headers.get('content-type'), 'image/png');
    const bytes = Buffer.from(await picture.arrayBuffer());
    assert.deepEqual(sizeOf(bytes.toString('base64')), [128, 128]);
  }
});

// A picture that is finished sooner than its previews can be sent has fewer of them.
test('streams previews and then the picture', async () => {
  const events = [];
  for await (const event of await client.images.generate({ ...star, steps: 100, stream: true, partial_images: 2 })) {
    events.push(event);
  }
  const partial = events.slice(0, -1);
  assert.ok(partial.every((event) => event.type === 'image_generation.partial_image'));
  const indices = partial.map((event) => event.partial_image_index);
  assert.ok([[0, 1], [0], [1]].some((possible) => possible.join() === indices.join()), `indices ${indices}`);
  const last = events.at(-1);
  assert.equal(last.type, 'image_generation.completed');
  assert.deepEqual(sizeOf(last.b64_json), [128, 128]);
});

test('lists and tells about models', async () => {
  const ids = [];
  for await (const model of client.models.list()) {
    ids.push(model.id);
  }
  assert.ok(ids.includes('shapes-diffusion'), ids.join());
  assert.equal((await client.models.retrieve('shapes-diffusion')).id, 'shapes-diffusion');
});

test('tells of an unknown model', async () => {
  await assert.rejects(client.images.generate({ ...star, model: 'no-such-model' }), (error) => {
    assert.ok(error instanceof OpenAI.NotFoundError);
    assert.equal(error.code, 'model_not_found');
    assert.ok(error.error.kintsugi.suggestions.length > 0);
    return true;
  });
});

test('tells of a wrong size, streaming or not', async () => {
  for (const stream of [false, true]) {
    await assert.rejects(client.images.generate({ ...star, size: '13x13', stream }), (error) => {
      assert.ok(error instanceof OpenAI.BadRequestError);
      assert.equal(error.param, 'size');
      assert.equal(error.type, 'invalid_request_error');
      return true;
    });
  }
});
