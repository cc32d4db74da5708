"""Every component of card JSON 2.0 with the properties it may have: what is not named here is refused."""

MARKDOWN_SIZES = {"heading-0", "heading-1", "heading-2", "heading-3", "heading-4", "heading", "normal", "notation", "xxxx-large",
                  "xxx-large", "xx-large", "x-large", "large", "medium", "small", "x-small"}  # fmt: skip
COLOURS = "blue wathet turquoise green yellow orange red carmine violet purple indigo grey lime default white bg-white neutral".split()

BASE = {"tag", "element_id", "margin"}
BOX = {"direction", "padding", "horizontal_spacing", "horizontal_align", "vertical_spacing", "vertical_align", "elements"}
CONTROL = {"name", "required", "disabled", "disabled_tips", "width", "behaviors", "confirm"}

PROPERTIES: dict[str, set[str]] = {
    "markdown": BASE | {"content", "text_size", "text_align", "icon", "i18n_content"},
    "div": BASE | {"text", "icon", "width", "fields"},
    "hr": BASE,
    "img": BASE | {"img_key", "alt", "title", "scale_type", "size", "corner_radius", "transparent", "preview"},
    "img_combination": BASE | {"combination_mode", "img_list", "combination_transparent", "corner_radius"},
    "person": BASE | {"user_id", "size", "show_avatar", "show_name", "style"},
    "person_list": BASE | {"persons", "show_name", "show_avatar", "size", "lines", "drop_invalid_user_id", "icon", "ud_icon"},
    "chart": BASE | {"aspect_ratio", "color_theme", "preview", "height", "chart_spec"},
    "table": BASE | {"page_size", "row_height", "row_max_height", "freeze_first_column", "header_style", "columns", "rows"},
    "column_set": BASE | {"columns", "flex_mode", "horizontal_spacing", "horizontal_align", "background_style", "action"},
    "column": BASE | BOX | {"width", "weight", "background_style", "action"},
    "form": BASE | BOX | {"name"},
    "collapsible_panel": BASE | BOX | {"expanded", "background_color", "header", "border"},
    "interactive_container": BASE | BOX | {"behaviors", "width", "height", "background_style", "has_border", "border_color",
                                           "corner_radius", "disabled", "disabled_tips", "hover_tips", "confirm"},
    "button": BASE | CONTROL | {"text", "type", "size", "icon", "hover_tips", "form_action_type"},
    "input": BASE | CONTROL | {"placeholder", "default_value", "label", "label_position", "input_type", "rows", "auto_resize",
                               "max_rows", "max_length", "show_icon", "value"},
    "select_static": BASE | CONTROL | {"type", "placeholder", "options", "initial_option", "initial_index"},
    "multi_select_static": BASE | CONTROL | {"type", "placeholder", "options", "selected_values"},
    "select_person": BASE | CONTROL | {"type", "placeholder", "options", "initial_option"},
    "multi_select_person": BASE | CONTROL | {"type", "placeholder", "options", "selected_values"},
    "date_picker": BASE | CONTROL | {"placeholder", "initial_date", "value"},
    "picker_time": BASE | CONTROL | {"placeholder", "initial_time", "value"},
    "picker_datetime": BASE | CONTROL | {"placeholder", "initial_datetime", "value"},
    "overflow": BASE | {"options", "behaviors", "confirm", "width"},
    "checker": BASE | CONTROL | {"text", "checked", "overall_checkable", "button_area", "checked_style", "margin", "padding", "hover_tips"},
    "plain_text": {"tag", "content", "i18n_content", "element_id", "text_size", "text_color", "text_align", "lines", "icon"},
    "lark_md": {"tag", "content", "i18n_content", "element_id", "text_size", "text_color", "text_align", "lines", "icon"},
    "text_tag": {"tag", "element_id", "text", "color"},
    "standard_icon": {"tag", "token", "color", "size"},
    "custom_icon": {"tag", "img_key", "size"},
}  # fmt: skip

NEEDED: dict[str, set[str]] = {
    "markdown": {"content"}, "img": {"img_key", "alt"}, "person": {"user_id"}, "chart": {"chart_spec"}, "table": {"columns", "rows"},
    "column_set": {"columns"}, "form": {"name", "elements"}, "overflow": {"options"}, "plain_text": {"content"}, "lark_md": {"content"},
    "text_tag": {"text"}, "interactive_container": {"behaviors", "elements"},
}  # fmt: skip

ONE_OF: dict[tuple[str, str], set[str]] = {
    ("button", "type"): {"default", "primary", "danger", "text", "primary_text", "danger_text", "primary_filled", "danger_filled", "laser"},
    ("button", "size"): {"tiny", "small", "medium", "large"},
    ("button", "form_action_type"): {"submit", "reset"},
    ("input", "input_type"): {"text", "multiline_text", "password"},
    ("input", "label_position"): {"top", "left"},
    ("column_set", "flex_mode"): {"none", "stretch", "flow", "bisect", "trisect"},
    ("select_static", "type"): {"default", "text"},
    ("select_person", "type"): {"default", "text"},
    ("img", "scale_type"): {"crop_center", "crop_top", "fit_horizontal"},
    ("markdown", "text_size"): MARKDOWN_SIZES,
    ("plain_text", "text_size"): MARKDOWN_SIZES,
    ("markdown", "text_align"): {"left", "center", "right"},
    ("plain_text", "text_align"): {"left", "center", "right"},
}

CONFIG = {"streaming_mode", "streaming_config", "summary", "locales", "enable_forward", "update_multi", "width_mode",
          "use_custom_translation", "enable_forward_interaction", "style"}  # fmt: skip
HEADER = {"title", "subtitle", "text_tag_list", "i18n_text_tag_list", "template", "icon", "padding"}
BODY = BOX - {"elements"} | {"elements"}
ROOT = {"schema", "config", "card_link", "header", "body"}
COLUMN_TYPES = {"text", "lark_md", "markdown", "options", "number", "persons", "date"}
COLUMN = {"name", "display_name", "data_type", "width", "horizontal_align", "vertical_align", "format", "date_format"}
HEADER_STYLE = {"text_align", "text_size", "background_style", "text_color", "bold", "lines"}
CONTAINERS = {"column_set", "column", "form", "collapsible_panel", "interactive_container"}
INPUTS = {"input", "select_static", "multi_select_static", "select_person", "multi_select_person", "date_picker", "picker_time",
          "picker_datetime", "select_img", "checker"}  # fmt: skip
