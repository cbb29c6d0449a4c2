FROM python:3.12-slim

# Chromium draws PNG, SVG and PDF; the fonts are for the Chinese in them.
RUN apt-get update \
    && apt-get install -y --no-install-recommends chromium fonts-noto-cjk \
    && rm -rf /var/lib/apt/lists/*

WORKDIR /srv/suanli
COPY requirements.txt .
RUN pip install --no-cache-dir -r requirements.txt
COPY . .

# The app cannot write to its own code; the database and Chromium's profile live on the volume.
RUN useradd --system --create-home --home-dir /var/lib/suanli suanli
USER suanli
ENV SUANLI_DATABASE=/var/lib/suanli/suanli.duckdb PYTHONDONTWRITEBYTECODE=1
VOLUME /var/lib/suanli

EXPOSE 8501
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8501/_stcore/health', timeout=4)"]
# Every interface of the container, opened on purpose: which of them is reached from outside is said by `docker run -p`. The names under
# which it answers stay those of this machine until STREAMLIT_SERVER_ALLOWED_HOSTS says others.
CMD ["streamlit", "run", "app.py", "--server.address=0.0.0.0"]
