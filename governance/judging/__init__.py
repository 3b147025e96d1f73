"""From evidence and policy to judgements, findings and a conclusion."""
