/** In which language and in which colours somebody reads the pages. */
import { chooseLanguage, LANGUAGE_NAMES, LANGUAGES, type Language, language, t } from "../i18n/index.ts";
import { chooseTheme, THEMES, type Theme, theme } from "../state/theme.ts";

export const Preferences = () => (
  <>
    <select
      class="quiet"
      aria-label={t("settings.language")}
      value={language.value}
      onChange={(event) => chooseLanguage(event.currentTarget.value as Language)}
    >
      {LANGUAGES.map((one) => (
        <option key={one} value={one}>
          {LANGUAGE_NAMES[one]}
        </option>
      ))}
    </select>
    <select
      class="quiet"
      aria-label={t("settings.theme")}
      value={theme.value}
      onChange={(event) => chooseTheme(event.currentTarget.value as Theme)}
    >
      {THEMES.map((one) => (
        <option key={one} value={one}>
          {t(`settings.theme.${one}`)}
        </option>
      ))}
    </select>
  </>
);
