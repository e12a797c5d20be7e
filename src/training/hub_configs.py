"""The configuration files around the ONNX files, in the layouts that diffusers, optimum and transformers use."""
from typing import Any

from autoencoder import SCALING_FACTOR
from bpe import ByteBPE, ClipBPE
from train_tokenizers import TEXT_CONTEXT

Config = dict[str, Any]
DIFFUSERS = "0.30.0"            # the release whose file format is followed


def _diffusers(class_name: str, **values: Any) -> Config:
    return {"_class_name": class_name, "_diffusers_version": DIFFUSERS, **values}


def diffusion_configs(name: str, tokenizer: ClipBPE, unet: dict[str, Any]) -> dict[str, Config]:
    """Path -> content, for a text-to-picture model with a UNet of the given shape."""
    return {
        "model_index.json": _model_index(),
        "scheduler/scheduler_config.json": _diffusers(
            "DDIMScheduler", beta_end=0.012, beta_schedule="scaled_linear", beta_start=0.00085, clip_sample=False,
            num_train_timesteps=1000, prediction_type="epsilon", set_alpha_to_one=False, steps_offset=1,
            timestep_spacing="leading", trained_betas=None),
        "text_encoder/config.json": _text_encoder(name, tokenizer),
        "unet/config.json": _unet(name, unet),
        "vae_decoder/config.json": _vae(name),
        "vae_encoder/config.json": _vae(name),
    }


def _model_index() -> Config:
    onnx = ["diffusers", "OnnxRuntimeModel"]
    return _diffusers(
        "ORTStableDiffusionPipeline", feature_extractor=[None, None], requires_safety_checker=False,
        safety_checker=[None, None], scheduler=["diffusers", "DDIMScheduler"], text_encoder=onnx,
        tokenizer=["transformers", "CLIPTokenizer"], unet=onnx, vae_decoder=onnx, vae_encoder=onnx)


def _text_encoder(name: str, tokenizer: ClipBPE) -> Config:
    return {
        "_name_or_path": name, "architectures": ["CLIPTextModel"], "model_type": "clip_text_model",
        "attention_dropout": 0.0, "bos_token_id": tokenizer.start, "eos_token_id": tokenizer.end,
        "pad_token_id": tokenizer.end, "dropout": 0.0, "hidden_act": "gelu", "hidden_size": 128,
        "intermediate_size": 256, "layer_norm_eps": 1e-5, "max_position_embeddings": 77, "num_attention_heads": 4,
        "num_hidden_layers": 2, "projection_dim": 128, "torch_dtype": "float32", "vocab_size": len(tokenizer.vocab)}


def _unet(name: str, shape: dict[str, Any]) -> Config:
    return _diffusers(
        "UNet2DConditionModel", _name_or_path=name, act_fn="silu", attention_head_dim=4,
        block_out_channels=list(shape["ch"]), center_input_sample=False, cross_attention_dim=128,
        down_block_types=["DownBlock2D", "CrossAttnDownBlock2D", "CrossAttnDownBlock2D"], downsample_padding=1,
        flip_sin_to_cos=True, freq_shift=0, in_channels=4, layers_per_block=shape["blocks"][0],
        mid_block_scale_factor=1, norm_eps=1e-5, norm_num_groups=8, out_channels=4, sample_size=16,
        up_block_types=["CrossAttnUpBlock2D", "CrossAttnUpBlock2D", "UpBlock2D"])


def _vae(name: str) -> Config:
    return _diffusers(
        "AutoencoderKL", _name_or_path=name, act_fn="silu", block_out_channels=[24, 32, 64, 96],
        down_block_types=["DownEncoderBlock2D"] * 4, in_channels=3, latent_channels=4, layers_per_block=1,
        norm_num_groups=1, out_channels=3, sample_size=128, scaling_factor=SCALING_FACTOR,
        up_block_types=["UpDecoderBlock2D"] * 4)


def language_configs(name: str, tokenizer: ByteBPE, shape: dict[str, Any]) -> dict[str, Config]:
    """Path -> content, for a language model of the given shape."""
    ids = {f"{token}_token_id": tokenizer.end for token in ("bos", "eos", "pad")}
    return {
        "config.json": {
            "_name_or_path": name, "architectures": ["LlamaForCausalLM"], "model_type": "llama",
            "attention_bias": False, **ids, "hidden_act": "silu", "hidden_size": shape["dim"],
            "head_dim": shape["dim"] // shape["heads"], "initializer_range": 0.02, "intermediate_size": shape["ff"],
            "max_position_embeddings": TEXT_CONTEXT, "mlp_bias": False, "num_attention_heads": shape["heads"],
            "num_hidden_layers": shape["layers"], "num_key_value_heads": shape["heads"], "rms_norm_eps": 1e-5,
            "rope_scaling": None, "rope_theta": 10000.0, "tie_word_embeddings": True, "torch_dtype": "float32",
            "use_cache": True, "vocab_size": len(tokenizer.vocab)},
        "generation_config.json": {**ids, "do_sample": True, "temperature": 0.7, "top_k": 20, "top_p": 0.95,
                                   "max_length": TEXT_CONTEXT},
    }
