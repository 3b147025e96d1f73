import java.io.FileInputStream;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.logging.LogManager;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;
import org.verapdf.pdfa.validation.profiles.Profiles;

/**
 * Holds PDFs against PDF/A-3a and PDF/UA-1 with the veraPDF engine: many files in one start of Java, which is the slow part.
 *
 * <p>Arguments: files. For each file and profile one line, fields parted by tabs: the file's place among the arguments, the profile,
 * the number of rules' applications that were examined, and then one field a broken rule ("clause-test: what it asks").
 */
final class Compliance {
    private record Profile(String name, PDFAFlavour flavour, String rules) {}

    private static final List<Profile> PROFILES = List.of(
            new Profile("PDF/A-3a", PDFAFlavour.PDFA_3_A, "PDFA-3A.xml"),
            new Profile("PDF/UA-1", PDFAFlavour.PDFUA_1, "PDFUA-1.xml"));
    private static final String FOLDER = "org/verapdf/pdfa/validation/";
    private static final int EVERY_FAILURE = -1;

    public static void main(String[] files) throws Exception {
        LogManager.getLogManager().reset();
        VeraGreenfieldFoundryProvider.initialise();
        for (int place = 0; place < files.length; place++) {
            for (Profile profile : PROFILES) {
                ValidationResult result = validate(Path.of(files[place]), profile);
                System.out.println(place + "\t" + profile.name() + "\t" + result.getTotalAssertions() + broken(result));
            }
        }
    }

    private static ValidationResult validate(Path file, Profile profile) throws Exception {
        try (InputStream rules = Compliance.class.getClassLoader().getResourceAsStream(FOLDER + profile.rules());
                InputStream data = new FileInputStream(file.toFile());
                PDFAParser parser = Foundries.defaultInstance().createParser(data, profile.flavour());
                PDFAValidator validator = Foundries.defaultInstance()
                        .createValidator(Profiles.profileFromXml(rules), EVERY_FAILURE, false, true, false)) {
            return validator.validate(parser);
        }
    }

    private static String broken(ValidationResult result) {
        Set<String> rules = new TreeSet<>();
        for (TestAssertion assertion : result.getTestAssertions()) {
            if (assertion.getStatus() == TestAssertion.Status.FAILED) {
                String rule = assertion.getRuleId().getClause() + "-" + assertion.getRuleId().getTestNumber();
                rules.add("\t" + rule + ": " + assertion.getMessage().replaceAll("\\s+", " "));
            }
        }
        if (rules.isEmpty() && !result.isCompliant()) rules.add("\tnot compliant, and no rule is named");
        return String.join("", rules);
    }
}
