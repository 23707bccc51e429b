from . import g2p_provider_pattern_judge
