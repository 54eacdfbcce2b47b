FROM python:3.11-slim AS build
RUN python -m venv /venv
ENV PATH="/venv/bin:$PATH"
WORKDIR /build
COPY requirements.txt ./
RUN pip install --no-cache-dir --require-hashes --requirement requirements.txt
COPY pyproject.toml setup.py README.md LICENSE ./
COPY models models
COPY scenarios scenarios
COPY optimiser optimiser
COPY dossiers dossiers
COPY api api
COPY web web
COPY cli cli
COPY woonsleutel woonsleutel
RUN pip install --no-cache-dir --no-deps --no-build-isolation .

FROM python:3.11-slim
RUN useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin woonsleutel
COPY --from=build /venv /venv
ENV PATH="/venv/bin:$PATH" \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    WOONSLEUTEL_DATABASE=off
WORKDIR /app
USER 10001
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s --retries=3 \
    CMD ["python", "-c", "from urllib.request import urlopen; urlopen('http://127.0.0.1:8000/v1/health/live', timeout=4)"]
CMD ["woonsleutel", "serve", "--host", "0.0.0.0", "--port", "8000"]
