"""What `transformers` makes of the toy voices of the tests: the golden numbers of tests/convert/voice.

    python -m tools.reference.make_voice_goldens OUT.npz

Run by a Python that has `transformers` and PyTorch, with the checkout on PYTHONPATH.
"""

from __future__ import annotations

import sys
from typing import Any

import numpy as np
import torch
import transformers

from tests import toy_voice

TOKENS = [7, 100, 3, 42, 200, 261, 9, 77, 150, 270, 31, 5]
_PARTS = {
    "attn_q": "self_attn.q_proj",
    "attn_k": "self_attn.k_proj",
    "attn_v": "self_attn.v_proj",
    "attn_output": "self_attn.o_proj",
    "attn_q_norm": "self_attn.q_norm",
    "attn_k_norm": "self_attn.k_norm",
    "attn_norm": "input_layernorm",
    "ffn_norm": "post_attention_layernorm",
    "ffn_gate": "mlp.gate_proj",
    "ffn_up": "mlp.up_proj",
    "ffn_down": "mlp.down_proj",
}
_OTHERS = {"token_embd": "model.embed_tokens", "output_norm": "model.norm", "output": "lm_head"}


def main() -> None:
    """See the module."""
    found: dict[str, Any] = {"tokens": np.array(TOKENS)}
    for architecture in ("llama", "qwen2", "qwen3"):
        model = _model(architecture)
        with torch.no_grad():
            logits = model(torch.tensor([TOKENS])).logits[0].double()
        found[architecture] = torch.log_softmax(logits, dim=-1).float().numpy()
    np.savez_compressed(sys.argv[1], **found)


def _model(architecture: str) -> Any:
    names = {"llama": "Llama", "qwen2": "Qwen2", "qwen3": "Qwen3"}
    config = getattr(transformers, f"{names[architecture]}Config")(
        vocab_size=len(toy_voice.byte_tokens()),
        hidden_size=toy_voice.WIDTH,
        intermediate_size=toy_voice.INNER,
        num_hidden_layers=toy_voice.LAYERS,
        num_attention_heads=toy_voice.HEADS,
        num_key_value_heads=toy_voice.KEY_HEADS,
        head_dim=toy_voice.HEAD_SIZES[architecture],
        max_position_embeddings=toy_voice.CONTEXT,
        rms_norm_eps=toy_voice.EPSILON,
        rope_parameters={"rope_type": "default", "rope_theta": toy_voice.ROTARY_BASE},
        tie_word_embeddings=True,
    )
    model = getattr(transformers, f"{names[architecture]}ForCausalLM")(config).eval()
    state = {_name(name): torch.tensor(tensor) for name, tensor in toy_voice.weights(architecture).items()}
    missing, unexpected = model.load_state_dict(state, strict=False)
    assert not unexpected, unexpected
    assert set(missing) <= {"lm_head.weight"}, missing
    model.tie_weights()
    return model


def _name(name: str) -> str:
    """Of a tensor, as `transformers` calls it."""
    *start, part, kind = name.split(".")
    if not start:
        return f"{_OTHERS[part]}.{kind}"
    return f"model.layers.{start[1]}.{_PARTS[part]}.{kind}"


if __name__ == "__main__":
    main()
