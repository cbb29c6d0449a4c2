"""What pages share in Streamlit."""
