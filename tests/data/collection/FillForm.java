// Fills in an XForm with JavaRosa, the engine inside ODK Collect, and writes the submission as Collect would send it.
// java -cp ODK_Validate.jar FillForm.java form.xml media-folder answers.txt submission.xml
// answers.txt: one answer a line, "question=value", in any order; the last node name of the question's path is enough,
// "question[2]=value" names the second repeat.

import java.io.*;
import java.nio.charset.StandardCharsets;
import java.nio.file.*;
import java.util.*;
import org.javarosa.core.model.*;
import org.javarosa.core.model.data.*;
import org.javarosa.core.model.instance.*;
import org.javarosa.core.reference.*;
import org.javarosa.core.services.PropertyManager;
import org.javarosa.form.api.*;
import org.javarosa.model.xform.*;
import org.javarosa.xform.util.XFormUtils;

public class FillForm {
    static class MediaFile implements Reference {
        private final File file;
        MediaFile(File file) { this.file = file; }
        public boolean doesBinaryExist() { return file.exists(); }
        public InputStream getStream() throws IOException { return new FileInputStream(file); }
        public String getURI() { return "jr://file-csv/" + file.getName(); }
        public String getLocalURI() { return file.getAbsolutePath(); }
        public boolean isReadOnly() { return true; }
        public OutputStream getOutputStream() throws IOException { throw new IOException("read only"); }
        public void remove() { }
        public Reference[] probeAlternativeReferences() { return new Reference[0]; }
    }

    static class MediaFolder extends PrefixedRootFactory {
        private final String folder;
        MediaFolder(String folder) {
            super(new String[] {"file/", "file-csv/", "images/", "audio/", "video/"});
            this.folder = folder;
        }
        protected Reference factory(String terminal, String uri) {
            return new MediaFile(new File(folder, terminal.substring(terminal.lastIndexOf('/') + 1)));
        }
    }

    public static void main(String[] args) throws Exception {
        new XFormsModule().registerModule();
        PropertyManager.setPropertyManager(new org.opendatakit.validate.StubPropertyManager());
        ReferenceManager.instance().addReferenceFactory(new MediaFolder(args[1]));
        Map<String, String> answers = new LinkedHashMap<>();
        for (String line : Files.readAllLines(Paths.get(args[2]), StandardCharsets.UTF_8)) {
            int place = line.indexOf('=');
            if (place > 0) answers.put(line.substring(0, place), line.substring(place + 1));
        }
        FormDef form = XFormUtils.getFormFromInputStream(new FileInputStream(args[0]));
        FormEntryController controller = new FormEntryController(new FormEntryModel(form));
        form.initialize(true, new InstanceInitializationFactory());
        controller.jumpToIndex(FormIndex.createBeginningOfFormIndex());
        int event;
        while ((event = controller.stepToNextEvent()) != FormEntryController.EVENT_END_OF_FORM) {
            if (event != FormEntryController.EVENT_QUESTION) continue;
            FormEntryPrompt prompt = controller.getModel().getQuestionPrompt();
            TreeReference place = prompt.getIndex().getReference();
            String value = find(answers, place);
            if (value == null) {
                if (prompt.isRequired()) throw new IllegalStateException("required: " + place.toString(true));
                continue;
            }
            IAnswerData data = AnswerDataFactory.templateByDataType(prompt.getDataType()).cast(new UncastData(value));
            int outcome = controller.answerQuestion(data, true);
            if (outcome != FormEntryController.ANSWER_OK) {
                throw new IllegalStateException("refused (" + outcome + "): " + place.toString(true) + " = " + value);
            }
        }
        controller.finalizeFormEntry();
        FormInstance filled = form.getInstance();
        XFormSerializingVisitor writer = new XFormSerializingVisitor();
        Files.write(Paths.get(args[3]), writer.serializeInstance(filled, form));
        if (!answers.isEmpty()) throw new IllegalStateException("never asked: " + answers.keySet());
    }

    static String find(Map<String, String> answers, TreeReference place) {
        String name = place.getNameLast();
        for (int level = 0; level < place.size(); level++) {
            String numbered = name + "[" + (place.getMultiplicity(level) + 1) + "]";
            String under = place.getName(level) + "[" + (place.getMultiplicity(level) + 1) + "]/" + name;
            if (answers.containsKey(under)) return answers.remove(under);
            if (level == place.size() - 1 && answers.containsKey(numbered)) return answers.remove(numbered);
        }
        return answers.containsKey(name) ? answers.remove(name) : null;
    }
}
