"""Translation models of CTranslate2: OPUS-MT, NLLB, M2M-100, MADLAD and others."""
