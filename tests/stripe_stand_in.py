"""A stand-in for Stripe that the real SDK talks to over HTTP on the loopback address.

It remembers: checkout sessions, their payment intents, charges, fees and refunds, and every idempotency key. It refuses
what Stripe refuses: a wrong key (401), an unknown object (404), an unknown or missing parameter, a second meaning for
an idempotency key, a session expired twice, more refunded than was paid.

    with StripeStandIn() as stripe_side:
        gateway = StripePayments(stripe_side.secret_key, stripe_side.webhook_secret, stripe_side.base_url)
        ticket = gateway.open_payment(order)                       # POST /v1/checkout/sessions
        stripe_side.pay(ticket.provider_reference)                 # what the payer does on Stripe's page
        body, signature = stripe_side.signed_event("checkout.session.completed", ticket.provider_reference)
        gateway.read_notice(body, signature)                       # what Stripe would post to us

The payer's side: `pay`, `pay_slowly` then `settle_slow_payment` or `fail_slow_payment`, `expire`.
Trouble: `fail_next(times)` answers 500 without acting; `hang_next(seconds)` acts, but answers too late to be heard.
Evidence: `sessions`, `refunds`, and `requests`, one (method, path, idempotency key) for each call that arrived.
"""

import hashlib
import hmac
import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qsl, urlsplit

CURRENCIES = {"cny", "eur", "hkd", "jpy", "kwd", "usd"}
SESSION_PARAMETERS = {
    "cancel_url",
    "client_reference_id",
    "customer_email",
    "expand",
    "expires_at",
    "line_items",
    "locale",
    "metadata",
    "mode",
    "payment_intent_data",
    "payment_method_types",
    "submit_type",
    "success_url",
}
FEE_BPS = 290
FEE_FIXED = 30


class Refusal(Exception):
    """An answer in the shape of Stripe's errors."""

    def __init__(self, status: int, message: str, *, kind: str = "invalid_request_error", code: str | None = None):
        super().__init__(message)
        self.status = status
        self.error = {"type": kind, "message": message, "code": code}


class StripeStandIn:
    """The server; use it as a context manager, or call `start` and `stop`."""

    secret_key = "sk_test_stand_in"
    webhook_secret = "whsec_stand_in"

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._count = 0
        self.forget()
        self._stopped = threading.Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler_of(self))
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def forget(self) -> None:
        """Begin again with an empty memory; ids are not used twice."""
        with self._lock:
            self.objects: dict[str, dict[str, Any]] = {}
            self.sessions: dict[str, dict[str, Any]] = {}
            self.refunds: dict[str, dict[str, Any]] = {}
            self.requests: list[tuple[str, str, str | None]] = []
            self._answers: dict[str, tuple[str, bytes]] = {}
            self._failures = 0
            self._delay = 0.0

    def start(self) -> Self:
        self._thread.start()
        return self

    def stop(self) -> None:
        self._stopped.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self.stop()

    # The payer's side

    def pay(self, session_id: str, *, is_fee_known: bool = True) -> None:
        """Pay an open session at once, as with a card. Without a known fee the balance entry is still missing."""
        self.pay_slowly(session_id)
        self.settle_slow_payment(session_id, is_fee_known=is_fee_known)

    def pay_slowly(self, session_id: str) -> None:
        """Complete an open session with a means that settles later, as with a direct debit."""
        with self._lock:
            session = self._open_session(session_id)
            intent = self._new("pi", "payment_intent", amount=session["amount_total"], currency=session["currency"])
            intent |= {"status": "processing", "latest_charge": None, "metadata": session["_intent_metadata"]}
            session |= {"status": "complete", "payment_intent": intent["id"], "url": None}

    def settle_slow_payment(self, session_id: str, *, is_fee_known: bool = True) -> None:
        """Let the money of a completed session arrive."""
        with self._lock:
            session = self.sessions[session_id]
            intent = self.objects[session["payment_intent"]]
            money = {"amount": intent["amount"], "currency": intent["currency"]}
            charge = self._new("ch", "charge", **money, status="succeeded", amount_refunded=0)
            charge |= {"payment_intent": intent["id"], "paid": True, "balance_transaction": None}
            intent |= {"status": "succeeded", "latest_charge": charge["id"], "amount_received": intent["amount"]}
            session["payment_status"] = "paid"
            if is_fee_known:
                self.book_fee(session_id)

    def book_fee(self, session_id: str) -> None:
        """Write the balance entry of a paid session: 2.9 % and 30 minor units."""
        with self._lock:
            charge = self._charge_of(session_id)
            fee = (charge["amount"] * FEE_BPS + 5_000) // 10_000 + FEE_FIXED
            money = {"amount": charge["amount"], "currency": charge["currency"]}
            entry = self._new("txn", "balance_transaction", **money, fee=fee, net=charge["amount"] - fee, type="charge")
            charge["balance_transaction"] = entry["id"]

    def fail_slow_payment(self, session_id: str) -> None:
        """Let the means of payment of a completed session be refused afterwards."""
        with self._lock:
            self.objects[self.sessions[session_id]["payment_intent"]]["status"] = "requires_payment_method"

    def expire(self, session_id: str) -> None:
        """Let an open session run out."""
        with self._lock:
            self._open_session(session_id).update(status="expired", url=None)

    # Notices and trouble

    def signed_event(
        self,
        kind: str,
        session_id: str,
        *,
        event_id: str | None = None,
        at: int | None = None,
        secret: str | None = None,
    ) -> tuple[bytes, str]:
        """Return the body and the `Stripe-Signature` header of an event that shows the session as it is now.

        Args:
            kind: such as `checkout.session.completed`; a `payment_intent.` or `charge.` kind shows that object instead.
            event_id: repeat an earlier id to play a duplicate delivery.
            at: seconds since 1970; Stripe's SDK refuses more than five minutes of age.
            secret: another secret makes a forgery.
        """
        with self._lock:
            subject = self._shown(self._subject_of(kind, session_id))
            event = self._new("evt", "event", type=kind, livemode=False, api_version=None, data={"object": subject})
        body = json.dumps({**event, "id": event_id or event["id"]}, ensure_ascii=False).encode()
        moment = int(time.time()) if at is None else at
        signed = f"{moment}.".encode() + body
        mac = hmac.new((secret or self.webhook_secret).encode(), signed, hashlib.sha256).hexdigest()
        return body, f"t={moment},v1={mac}"

    def fail_next(self, times: int = 1) -> None:
        """Answer the next calls with 500 and do nothing."""
        self._failures = times

    def hang_next(self, seconds: float) -> None:
        """Do what the next call asks, but answer only after `seconds`."""
        self._delay = seconds

    # The API's side

    def answer(self, method: str, target: str, headers: dict[str, str], body: bytes) -> tuple[int, bytes]:
        """Return the status and JSON body for one call."""
        with self._lock:
            parts = urlsplit(target)
            self.requests.append((method, parts.path, headers.get("idempotency-key")))
            try:
                answered = 200, self._answer_once(method, parts.path, parts.query + body.decode(), headers)
            except Refusal as refusal:
                answered = refusal.status, json.dumps({"error": refusal.error}).encode()
            delay, self._delay = self._delay, 0.0
        self._stopped.wait(delay)
        return answered

    def _answer_once(self, method: str, path: str, form: str, headers: dict[str, str]) -> bytes:
        if headers.get("authorization") != f"Bearer {self.secret_key}":
            raise Refusal(401, "Invalid API Key provided.")
        if self._failures:
            self._failures -= 1
            raise Refusal(500, "An unknown error occurred.", kind="api_error")
        key, meaning = headers.get("idempotency-key"), f"{method} {path} {form}"
        if method == "POST" and key in self._answers:
            first_meaning, answer = self._answers[key]
            if first_meaning != meaning:
                message = (
                    "Keys for idempotent requests can only be used with the same parameters they were first used with."
                )
                raise Refusal(400, message, kind="idempotency_error")
            return answer
        fields = _nested(form)
        expand = list(fields.pop("expand", {}).values())
        answer = json.dumps(
            self._shown(self._act(method, path.removeprefix("/v1/").split("/"), fields), expand)
        ).encode()
        if method == "POST" and key:
            self._answers[key] = meaning, answer
        return answer

    def _act(self, method: str, steps: list[str], fields: dict[str, Any]) -> dict[str, Any]:
        match method, *steps:
            case "POST", "checkout", "sessions":
                return self._create_session(fields)
            case "GET", "checkout", "sessions", session_id:
                return self._known(self.sessions, session_id)
            case "POST", "checkout", "sessions", session_id, "expire":
                self._known(self.sessions, session_id)
                self.expire(session_id)
                return self.sessions[session_id]
            case "POST", "refunds":
                return self._create_refund(fields)
            case "GET", "payment_intents" | "charges" | "refunds", object_id:
                return self._known(self.objects, object_id)
        raise Refusal(404, f"Unrecognized request URL ({method}: /v1/{'/'.join(steps)}).")

    def _create_session(self, fields: dict[str, Any]) -> dict[str, Any]:
        for unknown in fields.keys() - SESSION_PARAMETERS:
            raise Refusal(400, f"Received unknown parameter: {unknown}", code="parameter_unknown")
        for needed in ("mode", "line_items", "success_url"):
            if not fields.get(needed):
                raise Refusal(400, f"Missing required param: {needed}.", code="parameter_missing")
        lines = [_line_total(line) for line in fields["line_items"].values()]
        session = self._new("cs_test", "checkout.session", amount_total=sum(total for total, _ in lines))
        session |= {
            "currency": lines[0][1],
            "client_reference_id": fields.get("client_reference_id"),
            "metadata": fields.get("metadata", {}),
            "mode": fields["mode"],
            "payment_intent": None,
            "payment_status": "unpaid",
            "status": "open",
            "success_url": fields["success_url"],
            "cancel_url": fields.get("cancel_url"),
            "url": f"{self.base_url}/pay/{session['id']}",
            "_intent_metadata": fields.get("payment_intent_data", {}).get("metadata", {}),
        }
        self.sessions[session["id"]] = session
        return session

    def _create_refund(self, fields: dict[str, Any]) -> dict[str, Any]:
        intent = self._known(self.objects, fields.get("payment_intent", ""))
        charge = self._known(self.objects, intent["latest_charge"] or "")
        left = charge["amount"] - charge["amount_refunded"]
        amount = int(fields.get("amount", left))
        if not left:
            raise Refusal(400, f"Charge {charge['id']} has already been refunded.", code="charge_already_refunded")
        if not 0 < amount <= left:
            raise Refusal(400, f"Refund amount ({amount}) is greater than unrefunded amount on charge ({left})")
        charge["amount_refunded"] += amount
        refund = self._new("re", "refund", amount=amount, currency=charge["currency"], status="succeeded")
        refund |= {"charge": charge["id"], "payment_intent": intent["id"], "metadata": fields.get("metadata", {})}
        self.refunds[refund["id"]] = refund
        return refund

    # Objects

    def _new(self, prefix: str, kind: str, **fields: Any) -> dict[str, Any]:
        self._count += 1
        made = {"id": f"{prefix}_{self._count:08d}", "object": kind, "created": int(time.time()), **fields}
        self.objects[made["id"]] = made
        return made

    def _known(self, objects: dict[str, dict[str, Any]], object_id: str) -> dict[str, Any]:
        if object_id not in objects:
            raise Refusal(404, f"No such object: '{object_id}'", code="resource_missing")
        return objects[object_id]

    def _open_session(self, session_id: str) -> dict[str, Any]:
        session = self.sessions[session_id]
        if session["status"] != "open":
            raise Refusal(
                400, f'Only Checkout Sessions with a status in ["open"] can change; it is {session["status"]}.'
            )
        return session

    def _charge_of(self, session_id: str) -> dict[str, Any]:
        return self.objects[self.objects[self.sessions[session_id]["payment_intent"]]["latest_charge"]]

    def _subject_of(self, kind: str, session_id: str) -> dict[str, Any]:
        if kind.startswith("payment_intent."):
            return self.objects[self.sessions[session_id]["payment_intent"]]
        return self._charge_of(session_id) if kind.startswith("charge.") else self.sessions[session_id]

    def _shown(self, stored: dict[str, Any], expand: list[str] | None = None) -> dict[str, Any]:
        """Return what Stripe shows of an object: ids for its relations, whole objects for those asked for."""
        shown = {name: value for name, value in stored.items() if not name.startswith("_")}
        for path in expand or []:
            name, _, rest = path.partition(".")
            if name not in stored:
                raise Refusal(400, f"This property cannot be expanded ({name}).")
            if stored[name] is not None:
                shown[name] = self._shown(self.objects[stored[name]], [rest] if rest else [])
        return shown


def _line_total(line: dict[str, Any]) -> tuple[int, str]:
    price = line.get("price_data", {})
    if price.get("currency") not in CURRENCIES:
        raise Refusal(400, f"Invalid currency: {price.get('currency')}.")
    if not price.get("product_data", {}).get("name"):
        raise Refusal(400, "Missing required param: line_items[0][price_data][product_data][name].")
    amount = int(price.get("unit_amount", 0)) * int(line.get("quantity", 0))
    if amount <= 0:
        raise Refusal(400, "The Checkout Session's total amount must be positive.", code="amount_too_small")
    return amount, price["currency"]


def _nested(form: str) -> dict[str, Any]:
    """Read `line_items[0][quantity]=1` into nested dictionaries."""
    fields: dict[str, Any] = {}
    for name, value in parse_qsl(form, keep_blank_values=True):
        steps = name.replace("]", "").split("[")
        place = fields
        for step in steps[:-1]:
            place = place.setdefault(step, {})
        place[steps[-1]] = value
    return fields


def _handler_of(stand_in: StripeStandIn) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._reply("GET")

        def do_POST(self) -> None:
            self._reply("POST")

        def _reply(self, method: str) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            headers = {name.lower(): value for name, value in self.headers.items()}
            status, answer = stand_in.answer(method, self.path, headers, body)
            try:
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(answer)))
                self.send_header("Request-Id", f"req_{len(stand_in.requests):08d}")
                self.end_headers()
                self.wfile.write(answer)
            except OSError:
                self.close_connection = True  # the caller gave up waiting, which `hang_next` is for

        def log_message(self, *args: Any) -> None:
            """Keep the test's output clean."""

    return Handler
