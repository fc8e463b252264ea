"""What the admins of an installation see and do: people, hosts, failed messages, the audit.

Who they are is set by `ADMIN_IDS`.
Every look and act checks the person by the state of now; to everybody else none of it is there.
"""
