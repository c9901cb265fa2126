package lib_test

import (
	"strings"
	"testing"
)

// qodlyCommands are the commands that QodlyScript documents.
const qodlyCommands = `false not true 4D cs super this newCollection bool date num string time generateDigest
generatePasswordHash generateUUID verifyPasswordHash addToDate currentDate currentTime dayNumber dayOf milliseconds
monthOf timestamp timeString yearOf logEvent trace base64Decode base64Encode convertFromString convertToString abort
assert asserted callChain getAssertEnabled lastErrors methodCalledOnError onErrCall setAssertEnabled throw
documentToString file folder zipCreateArchive zipReadArchive formula formulaFromString currentMethodName type valueType
jsonParse jsonResolvePointers jsonStringify jsonValidate mailConvertFromMIME mailConvertToMIME abs arctan cos dec exp
int log mod random round setRealComparisonLevel sin squareRoot tan trunc null undefined instanceOf newObject
objectClass objectCopy objectEntries objectIsDefined objectIsEmpty objectKeys objectRemove objectValues ds
openDatastore copyParameters countParameters blobToPicture convertPicture createThumbnail getPictureFileName
getPictureMetadata pictureProperties pictureSize pictureToBlob setPictureFileName setPictureMetadata abortProcessByID
callWorker clearSemaphore currentProcess currentProcessName delayProcess getProcessActivity highestProcessNumber
killWorker newSignal processInfo processNumber processState semaphore testSemaphore newSharedCollection newSharedObject
objectIsShared storage changeString char characterCode compareStrings deleteString insertString length lowercase
matchRegex position replaceString splitString substring uppercase clearVariable httpParseMessage session webEvent
webForm atan sqrt`

func TestQodlyNames(t *testing.T) {
	c, err := catalogue()
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range strings.Fields(qodlyCommands) {
		if c.Command(name) == nil {
			t.Errorf("%s is not known", name)
		}
	}
	for _, name := range strings.Fields(`kString kNumber kInteger kBoolean kObject kCollection kDate kTime kNull kUndefined
		kShared kKeepNull kDiacritical kCountValues kIgnoreNullOrEmpty kAscending kDescending kRecursive kOverwrite kTab
		kCarriageReturn kLineFeed kISODate kISODateGMT kInternalDateShort kHHMM kSHA1Digest kIgnoreEmptyStrings kTrimSpaces
		kCharCodes kCaseInsensitive kWithPrimaryKey kWithStamp kAutoMerge kKeepOrdered kStatusLocked`) {
		if c.Constant(name) == nil {
			t.Errorf("the constant %s is not known", name)
		}
	}
}
