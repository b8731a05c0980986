package detect

import "strings"

// Paragraphs of unlike stories, written for these tests.
var (
	quay    = "The harbour authority of Lindesborg closed its oldest quay on Tuesday after divers found cracks in eleven of the granite piers. Engineers believe that a dredging barge loosened the foundations during the storms of last November. Ferries to the outer islands will leave from the fish market until the spring."
	library = "A retired bookbinder has given the county library four hundred atlases, some of them printed before the invention of lithography. Marguerite Osei collected them on weekend trips to village auctions over fifty years. The curator said that cataloguing the gift would keep two archivists busy until Christmas."
	glacier = "Scientists camped on the Hornbreen glacier measured the fastest retreat since records began in 1936. Meltwater has carved a canyon beneath the ice that is now deep enough to swallow a church tower. The team drilled sixty boreholes and lowered microphones into them to listen to the ice breaking."
	bakery  = "Bakers in the old town are fighting a plan to ban wood-fired ovens inside the medieval walls. They argue that the rye loaves for which the quarter is famous cannot be made over gas. The council promised a compromise with filters on every chimney before the summer festival."
	gambit  = "Ilse Brandvold, aged thirteen, became the youngest champion in the history of the northern chess league. She sacrificed her queen on the twenty-second move and forced resignation eleven moves later. Her coach, a bus driver, said he had stopped winning against her two winters ago."
	orchard = "Frost destroyed three quarters of the apricot blossom in the Vellin valley during the coldest April night for a generation. Growers lit paraffin candles between the rows but the wind blew most of them out before dawn. Insurance covers only orchards with sprinkler systems, which few of the smaller farms can afford."
	tunnel  = "The railway tunnel under the Korsa ridge will open nine months late because a boring machine hit an underground lake. Pumps have been removing two tonnes of water every minute since the breakthrough in February. The contractor has asked the ministry for another eighty million crowns."
	whales  = "Fishermen from Skagenhavn guided a pod of pilot whales out of the shallow fjord with a line of forty small boats. Volunteers had kept the stranded calves wet with buckets through the night. A veterinarian counted fifty-three animals swimming towards open water at sunrise."
)

// storyOf joins paragraphs to a document.
func storyOf(paragraphs ...string) string { return strings.Join(paragraphs, "\n\n") + "\n" }

// The reworded forms of quay and bakery.
const (
	quaySpun   = "Lindesborg's port authority has shut its oldest quay because divers discovered cracks in eleven granite piers. A dredging barge is thought by engineers to have loosened the foundations in last November's storms. Until spring, ferries bound for the outer islands are going to depart from the fish market."
	bakerySpun = "Old town bakers are battling a proposal that would outlaw wood-fired ovens within the medieval walls. The rye loaves the quarter is famous for, they argue, can't be made over gas. A compromise, with filters on all chimneys before the summer festival, was promised by the council."
)
