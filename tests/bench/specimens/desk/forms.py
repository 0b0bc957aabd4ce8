"""Forms: disabled-csrf."""

from flask import Flask, render_template_string
from flask_wtf import FlaskForm
from flask_wtf.csrf import CSRFProtect
from wtforms import StringField

WTF_CSRF_ENABLED = False

app = Flask(__name__)
app.config.from_object(__name__)
app.secret_key = "".join(map(chr, range(48, 80)))
csrf = CSRFProtect(app)


class Ticket(FlaskForm):
    """A ticket."""

    title = StringField()


@app.route("/ticket", methods=["GET", "POST"])
def ticket():
    """A new ticket."""
    form = Ticket()
    if form.validate_on_submit():
        return f"{len(form.title.data)} characters"
    return render_template_string("<form method=post>{{ form.hidden_tag() }}{{ form.title }}</form>", form=form)
